// One message as people see it. Text is put in as text: nothing that anybody types becomes markup.

import { button, make, paint } from "/chat/static/people.js";

const KINDS = {
  reply: "回复", reminder: "提醒", overdue: "逾期", criticism_draft: "通报草稿", criticism: "通报", retraction: "更正",
  digest: "汇总", alert: "预警", escalation: "升级", case: "办理",
};
const LINES = 14; // a longer text is folded: its head and its end stay, where lists say what to do
const HEAD_LINES = 8;
const TAIL_LINES = 2;
const CHARACTERS = 600;
const NAMES = 8;

// `context`: people, me (user id), entryOf(id), unfolded (a Set of ids), on (what buttons do).
// `before` stands right above: an answer to it need not repeat it.
export function bubble(entry, context, before) {
  const { people, me } = context;
  const whose = entry.by === me ? "own" : entry.by === null ? "bot" : "other";
  const item = make("li", `msg ${whose} ${entry.kind ?? ""} ${entry.state}`);
  item.dataset.id = entry.id;
  const body = make("div", "msg-body");
  body.append(byline(entry, people, whose), talk(entry, context, before), tools(entry, context));
  item.append(paint(make("span"), people, entry.by), body);
  return item;
}

function byline(entry, people, whose) {
  const line = make("p", "by");
  const member = people.memberById.get(entry.by);
  line.append(make("span", "name", people.name(entry.by)));
  if (whose === "bot") line.append(make("span", "badge", "机器人"));
  else if (member && member.role !== "clerk") line.append(make("span", "place", member.label));
  if (KINDS[entry.kind]) line.append(make("span", `kind ${entry.kind}`, KINDS[entry.kind]));
  line.append(make("time", "", entry.time));
  return line;
}

function talk(entry, context, before) {
  const row = make("div", "bubble-row");
  const box = make("div", "bubble");
  const answered = entry.re && entry.re !== before?.id && context.entryOf(entry.re);
  if (answered) {
    const back = button("re", "", `回复的是：${said(answered, context.people)}，点一下看原话`);
    back.append(make("span", "", said(answered, context.people)));
    back.addEventListener("click", () => context.on.show(answered.id));
    box.append(back);
  }
  if (entry.quote) box.append(make("blockquote", "quoted", `${entry.quote.name}：${entry.quote.text}`));
  if (entry.text) box.append(words(entry, context));
  if (entry.mentions.length > 1) box.append(mentioned(entry, context));
  for (const file of entry.files) box.append(...(file.picture && file.url ? [picture(file)] : []), attachment(file));
  if (entry.card) box.append(card(entry, context));
  row.append(box, ...standing(entry, context));
  return row;
}

function said(entry, people) {
  const words = entry.text || (entry.files.length ? `[文件] ${entry.files[0].name}` : "");
  return `${people.name(entry.by)}：${words.replace(/\s+/g, " ").slice(0, 80)}`;
}

function words(entry, context) {
  const text = make("div", "text");
  const folded = context.unfolded.has(entry.id) ? null : fold(entry.text);
  if (entry.mentions.length === 1) text.append(mention(entry.mentions[0], context), " ");
  text.append(...marked(folded ? folded.head : entry.text, context.people.bot));
  if (folded) {
    const more = button("more", folded.lines ? `展开其余 ${folded.lines} 行` : `展开全文（${entry.text.length} 字）`);
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => context.on.fold(entry.id));
    text.append(more, ...marked(folded.tail, context.people.bot));
  } else if (fold(entry.text)) {
    const less = button("more", "收起");
    less.setAttribute("aria-expanded", "true");
    less.addEventListener("click", () => context.on.fold(entry.id));
    text.append(less);
  }
  return text;
}

function fold(text) {
  const lines = text.split("\n");
  if (lines.length > LINES && text.length / lines.length < CHARACTERS / HEAD_LINES) {
    const tail = lines.slice(-TAIL_LINES).join("\n");
    return { head: `${lines.slice(0, HEAD_LINES).join("\n")}\n`, tail, lines: lines.length - HEAD_LINES - TAIL_LINES };
  }
  if (text.length <= CHARACTERS * 1.2 && lines.length <= LINES) return null;
  const head = lines.slice(0, HEAD_LINES).join("\n").slice(0, CHARACTERS);
  return { head: `${head.replace(/[\ud800-\udbff]$/, "")}…\n`, tail: "", lines: 0 };
}

// The bot's own name after an @ is blue, as in any chat; it is only a colour.
function marked(text, bot) {
  const parts = [];
  let from = 0;
  for (let at = next(text, bot, from); at >= 0; at = next(text, bot, from)) {
    parts.push(text.slice(from, at), make("span", "at", text.slice(at, at + bot.length + 1)));
    from = at + bot.length + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

function next(text, bot, from) {
  const found = ["@", "＠"].map((sign) => text.indexOf(sign + bot, from)).filter((at) => at >= 0);
  return found.length ? Math.min(...found) : -1;
}

function mention(id, { people, me }) {
  return make("span", id === me ? "at mine" : "at", `@${people.name(id)}`);
}

function mentioned(entry, context) {
  const box = make("p", "mentions");
  const unfolded = context.unfolded.has(`@${entry.id}`);
  const ids = [...entry.mentions].sort((a, b) => Number(b === context.me) - Number(a === context.me));
  const shown = unfolded || ids.length <= NAMES + 2 ? ids : ids.slice(0, NAMES);
  for (const id of shown) box.append(mention(id, context), " ");
  if (shown.length < ids.length || unfolded) {
    const more = button("more", unfolded ? "收起" : `等 ${ids.length} 人，展开`);
    more.setAttribute("aria-expanded", String(unfolded));
    more.addEventListener("click", () => context.on.fold(`@${entry.id}`));
    box.append(more);
  }
  return box;
}

// The server tells by the bytes that it is one; a link beside it gives the file itself.
function picture(file) {
  const image = make("img", "picture");
  image.src = file.url;
  image.alt = file.name;
  image.loading = "lazy";
  return image;
}

function attachment(file) {
  const size = file.size < 1024 * 1024 ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
  const link = make(file.url ? "a" : "span", "file");
  if (file.url) {
    link.href = file.url;
    link.download = file.name;
  }
  const standing = file.url ? `${size} · 下载` : file.going ? size : "已过期，请再发一次";
  link.append(make("span", "file-name", file.name), make("span", "file-size", standing));
  return link;
}

// A press says the words of its button, as whoever speaks on this page.
function card({ id, card: { title, lines, buttons } }, context) {
  const box = make("section", buttons.length ? "card" : "card settled");
  box.setAttribute("aria-label", title);
  box.append(make("p", "card-title", title), ...lines.map((line) => make("p", "card-line", line)));
  const row = make("div", "card-buttons");
  buttons.forEach(({ label, style, words }, place) => {
    const key = button(`card-button ${style}`, label, `${label}：就是说“${words}”`);
    key.title = words;
    key.addEventListener("click", () => context.on.press(id, place));
    row.append(key);
  });
  if (buttons.length) box.append(row);
  return box;
}

function standing(entry, context) {
  if (entry.state === "sending") {
    const wait = make("span", "sending");
    wait.setAttribute("role", "img");
    wait.setAttribute("aria-label", "正在发送");
    return [wait];
  }
  if (entry.state !== "failed") return [];
  if (entry.by !== context.me) return [make("span", "lost", "没有送到")];
  const again = button("again", "", "没有送到，点一下重发");
  again.append(make("span", "again-sign", "!"), make("span", "again-word", "重发"));
  again.addEventListener("click", () => context.on.again(entry.id));
  return [again];
}

function tools(entry, context) {
  const row = make("p", "tools");
  if (entry.state !== "sent" || !entry.text) return row;
  const quote = button("tool", "引用", `引用${context.people.name(entry.by)}的这条消息`);
  quote.addEventListener("click", () => context.on.quote(entry.id));
  row.append(quote);
  if (navigator.clipboard) {
    const copy = button("tool", "复制", "复制这条消息");
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(entry.text);
      copy.textContent = "已复制";
    });
    row.append(copy);
  }
  return row;
}
