// The chat page: puts its parts together. Who speaks and where stands in the address, so that every tab
// is somebody and a reload changes nothing.

import { Compose, nonce } from "/chat/static/compose.js";
import { Kept } from "/chat/static/kept.js";
import { Live } from "/chat/static/live.js";
import { PRIVATE, People, paint } from "/chat/static/people.js";
import { Picker } from "/chat/static/picker.js";
import { Rooms } from "/chat/static/rooms.js";
import { Talk } from "/chat/static/talk.js";

const at = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 640px)");
const kept = new Kept();
const bodies = new Map(); // what was sent from here, to send it again
let people;
let me; // the member one speaks as
let room = null; // the open room: a group's id, PRIVATE, or null
let painting = false;
let filling = false; // the past comes in portions, and is shown when it is whole

const rooms = new Rooms(at("rooms"), { onOpen: (id) => enter(id, { push: true }) });
const talk = new Talk({ log: at("log"), down: at("down"), on: { quote, again, press } });
const compose = new Compose(at("say"), { onSay: say, onFile: hand });
const picker = new Picker(at("picker"), { onPick: speakAs });
const live = new Live({ onNews, onLine });

async function ask(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function meet() {
  people = new People(await ask("/chat/directory"));
}

async function speakAs(id) {
  me = people.memberById.get(id) ?? people.first();
  picker.remember(me.id);
  kept.leavePrivate();
  rooms.build(people, me);
  for (const square of [at("me"), at("as")]) paint(square.querySelector(".avatar"), people, me.id);
  at("me").querySelector(".me-name").textContent = me.name;
  at("me").querySelector(".me-role").textContent = people.what(me);
  at("as").setAttribute("aria-label", `现在以${me.name}（${people.what(me)}）的身份说话，点一下换人`);
  at("as").title = `以${me.name}的身份说话`;
  const there = room !== null && (room === PRIVATE || people.groupById.has(room));
  enter(there ? room : (me.groups[0] ?? PRIVATE), { stay: true });
  live.follow(me.id);
  const who = me.id;
  const known = await ask(`/chat/examples?${new URLSearchParams({ as: who })}`).catch(() => null);
  if (known && me.id === who) offer(known.examples);
}

// A line that cannot be opened again may mean that this member is gone from the directory.
async function onLine(isUp) {
  at("offline").hidden = isUp;
  if (isUp) return;
  const directory = await ask("/chat/directory").catch(() => null);
  if (!directory || directory.members.some((member) => member.id === me.id)) return;
  people = new People(directory);
  speakAs("");
}

function offer(examples) {
  me.examples = examples;
  const group = people.groupById.get(room);
  if (!group?.mentions_only) return compose.offer(examples);
  const call = `@${people.bot} `;
  compose.offer([
    { label: call.trim(), text: call, keep: true },
    ...examples.map(({ label, text }) => ({ label, text: call + text })),
  ]);
}

function enter(id, { push = false, stay = false } = {}) {
  room = id;
  const group = people.groupById.get(id);
  at("title").textContent = group ? group.name : people.bot;
  const note = group?.mentions_only ? `；要 @${people.bot} 才会听到` : "";
  at("about").textContent = group ? `${group.count} 人 · ${group.hint}${note}` : `机器人 · 您以${me.name}的身份私聊，别人看不到`;
  const asWhom = narrow.matches ? "" : `以${me.name}的身份`;
  compose.enter(id, `${asWhom}${group ? "在群里说…" : "私聊…"}`);
  offer(me.examples ?? []);
  show();
  if (!stay) document.body.dataset.view = "talk";
  const address = `#${new URLSearchParams({ as: me.id, room: id })}`;
  if (push && narrow.matches) history.pushState({ view: "talk" }, "", address);
  else history.replaceState(history.state, "", address);
  markRead();
  if (push && !narrow.matches) at("text").focus();
}

function show() {
  const firstUnread = kept.firstUnread(room, me.id);
  talk.open({ entries: kept.room(room), people, me: me.id, entryOf: (id) => kept.byId.get(id), firstUnread });
  repaint();
}

function markRead() {
  const isSeen = !narrow.matches || document.body.dataset.view === "talk";
  if (isSeen && document.visibilityState === "visible" && talk.isAtEnd()) kept.read(room, me.id);
}

function repaint() {
  if (painting) return;
  painting = true;
  requestAnimationFrame(() => {
    painting = false;
    const unread = rooms.paint(kept, { me: me.id, active: room });
    at("back-unread").hidden = unread === 0;
    at("back-unread").textContent = unread > 99 ? "99+" : String(unread);
    document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${people.bot}` : people.bot;
  });
}

async function onNews(news) {
  if (news.directory !== people.version) {
    await meet();
    return speakAs(me.id);
  }
  const changed = kept.take(news);
  if (changed === null || filling) {
    filling = news.more;
    if (filling) return;
    show();
  } else if (changed.has(room)) talk.update(kept.room(room));
  if (news.banner) showBanner(news.banner);
  markRead();
  repaint();
}

function showBanner({ text, done, total }) {
  const isOver = total > 0 && done >= total;
  at("banner").hidden = !text;
  at("banner").classList.toggle("over", isOver);
  at("banner-text").textContent = text;
  at("banner-bar").hidden = total === 0 || isOver;
  at("banner-bar").value = total ? done / total : 0;
  at("banner-count").textContent = total && !isOver ? `${done}/${total}` : "";
  at("banner-close").hidden = total > 0 && !isOver;
}

function say({ text, quote: quoted, nonce }) {
  leave({ text, quote: quoted?.id ?? null, nonce }, { quote: quoted ? { name: quoted.name, text: quoted.text } : null });
}

function hand({ file, nonce }) {
  leave({ text: "", file, nonce }, { files: [{ name: file.name, size: file.size, url: null, going: true }] });
}

function press(entry, place) {
  const pressed = kept.byId.get(entry)?.card?.buttons[place];
  if (pressed) leave({ text: pressed.words, entry, button: place, nonce: nonce() }, {});
}

// Shows a message of our own at once and sends it.
function leave(body, shown) {
  const id = `web-${body.nonce}`;
  bodies.set(id, { as: me.id, group: room === PRIVATE ? null : room, ...body });
  kept.pending({
    id, room, by: me.id, text: body.text, day: "", time: "", kind: null, mentions: [], re: null, state: "sending",
    files: [], quote: null, ...shown,
  });
  talk.update(kept.room(room));
  repaint();
  send(id);
}

function again(id) {
  const entry = kept.byId.get(id);
  if (!entry) return;
  if (!bodies.has(id)) {
    if (entry.files.length) return compose.tell("请重新选择文件再发。");
    const group = entry.room === PRIVATE ? null : entry.room;
    bodies.set(id, { as: entry.by, group, text: entry.text, quote: null, nonce: id.replace(/^web-/, "") });
  }
  stand(id, "sending");
  send(id);
}

async function send(id) {
  const body = bodies.get(id);
  let answer;
  try {
    const path = body.entry === undefined ? "/chat/say" : "/chat/press";
    answer = await (body.file ? upload(body) : post(path, "application/json", JSON.stringify(body)));
  } catch {
    return stand(id, "failed");
  }
  if (answer.status === 400) {
    const { error } = await answer.json();
    kept.drop(kept.byId.get(id));
    talk.update(kept.room(room));
    return body.file || body.entry !== undefined ? compose.tell(error) : compose.giveBack(body.text, error);
  }
  if (!answer.ok) return stand(id, "failed");
  const { state, outcome } = await answer.json();
  if (outcome === "unheard") compose.tell(`这个群里要先 @${people.bot} 它才听得到，刚才这条它没有听到。`);
  return stand(id, state);
}

function post(path, type, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": type }, body });
}

// The bytes as they are; who sends them, where to and under what name stands in the address.
function upload({ as, group, file, nonce }) {
  const about = new URLSearchParams({ as, name: file.name, nonce });
  if (group !== null) about.set("group", group);
  return post(`/chat/send?${about}`, "application/octet-stream", file);
}

function stand(id, state) {
  const entry = kept.byId.get(id);
  if (!entry) return;
  kept.put({ ...entry, state });
  if (entry.room === room) talk.update(kept.room(room));
  repaint();
}

function quote(id) {
  const entry = kept.byId.get(id);
  if (entry) compose.quote({ id, name: people.name(entry.by), text: entry.text });
}

for (const button of [at("me"), at("as")]) button.addEventListener("click", () => picker.open(people, me.id));
at("banner-close").addEventListener("click", () => (at("banner").hidden = true));
at("log").addEventListener("scroll", () => {
  markRead();
  repaint();
});
document.addEventListener("visibilitychange", () => {
  markRead();
  repaint();
});
at("back").addEventListener("click", () => {
  if (history.state?.view === "talk") history.back();
  else document.body.dataset.view = "rooms";
});
window.addEventListener("popstate", () => {
  document.body.dataset.view = history.state?.view ?? "rooms";
  markRead();
  repaint();
});

// A phone's keyboard covers the page in browsers that do not resize it for one.
window.visualViewport?.addEventListener("resize", () => {
  document.documentElement.style.setProperty("--height", `${window.visualViewport.height}px`);
});

await meet();
const asked = new URLSearchParams(location.hash.slice(1));
room = asked.get("room");
if (room !== null) document.body.dataset.view = history.state?.view ?? "rooms";
await speakAs(asked.get("as") ?? "");
document.body.dataset.ready = "yes";
