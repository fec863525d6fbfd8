// The stand-in's page: asks for what is new once a second, and shows it. Texts only ever become text nodes.
"use strict";

const el = (id) => document.getElementById(id);
const told = { lines: [], people: [], groups: [], switches: [], cards: [], calls: [], bot: "" };
const seen = new Map();
let place = "";
let since = 0;

const nameOf = (user) => told.people.find((one) => one.id === user)?.name || user;
const placeName = (id) => (id.startsWith("@wm") ? `微信居民 ${id.slice(3)}` : id.startsWith("@") ? nameOf(id.slice(1)) : told.groups.find((one) => one.id === id)?.name || id);

function node(tag, text, ...names) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.classList.add(...names);
  return made;
}

function places() {
  const last = new Map();
  told.lines.forEach((line, at) => last.set(line.place, at));
  const wanted = el("find").value.trim();
  const people = wanted ? told.people.filter((one) => one.name.includes(wanted) || one.id.includes(wanted)).slice(0, 30) : [];
  const ids = new Set([...told.groups.map((one) => one.id), ...last.keys(), ...people.map((one) => `@${one.id}`)]);
  return [...ids]
    .filter((id) => !wanted || placeName(id).includes(wanted) || id.includes(wanted))
    .sort((a, b) => (last.get(b) ?? -1) - (last.get(a) ?? -1))
    .slice(0, 80);
}

function showPlaces() {
  const list = el("list");
  list.replaceChildren();
  for (const id of places()) {
    const count = told.lines.filter((line) => line.place === id && !line.who).length;
    const fresh = count - (seen.get(id) || 0);
    const button = node("button", placeName(id) || id);
    button.type = "button";
    button.setAttribute("aria-current", String(id === place));
    if (fresh > 0 && id !== place) button.append(node("small", String(fresh)));
    button.addEventListener("click", () => choose(id));
    const item = node("li");
    item.append(button);
    list.append(item);
  }
}

function bubble(line) {
  const item = node("li", "", ...(line.who ? ["own"] : []));
  const who = line.who ? nameOf(line.who) : told.bot;
  item.append(node("small", `${who} ${line.at.slice(5, 16).replace("T", " ")}`));
  const text = node("p", line.kind === "file" ? `［文件］${line.text}` : line.text);
  if (line.mentions?.length) {
    text.append(document.createTextNode("\n"));
    text.append(node("mark", line.mentions.map((user) => `@${nameOf(user)}`).join(" ")));
  }
  item.append(text);
  return item;
}

function showTalk() {
  const list = el("lines");
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const mine = told.lines.filter((line) => line.place === place);
  if (list.dataset.place !== place || Number(list.dataset.count) !== mine.length) {
    list.replaceChildren(...mine.slice(-200).map(bubble));
    if (low || list.dataset.place !== place) list.scrollTop = list.scrollHeight;
    list.dataset.place = place;
    list.dataset.count = String(mine.length);
  }
  seen.set(place, mine.filter((line) => !line.who).length);
  el("title").textContent = place ? placeName(place) : "请选一个会话";
  const cards = told.cards.filter((card) => card.place === place).slice(-3);
  const key = JSON.stringify(cards);
  if (el("cards").dataset.key !== key) {
    el("cards").dataset.key = key;
    el("cards").replaceChildren(...cards.map(cardOf));
  }
}

function cardOf(card) {
  const made = node("article");
  made.append(node("strong", card.title), node("p", card.done || card.below, "soft"));
  for (const label of card.buttons) {
    const button = node("button", label);
    button.type = "button";
    button.addEventListener("click", () => send("/town/press", { user: speaker(), label, place }));
    made.append(button);
  }
  return made;
}

function showWire() {
  el("calls").replaceChildren(
    ...told.calls.slice().reverse().map((call) => {
      const good = call.code === "0" || call.code.endsWith("200");
      return node("li", `${call.at.slice(11, 19)} ${call.toBot ? "→" : "←"} ${call.what} ${call.code} ${call.ms}ms`, ...(good ? [] : ["bad"]));
    }),
  );
}

function choose(id) {
  place = id;
  if (id.startsWith("@")) el("as").value = nameOf(id.slice(1));
  showPane("talk");
  showPlaces();
  showTalk();
}

function speaker() {
  const written = el("as").value.trim();
  const found = told.people.find((one) => one.name === written || one.id === written);
  return found ? found.id : written;
}

async function send(path, what) {
  el("trouble").hidden = true;
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(what) }).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({})) : { error: "模拟平台没有应答。" };
  if (said.error) {
    el("trouble").textContent = said.error;
    el("trouble").hidden = false;
  }
  await look();
}

async function look() {
  const answer = await fetch(`/town/state?since=${since}`).catch(() => null);
  if (!answer || !answer.ok) return;
  const news = await answer.json();
  if (news.groups) {
    Object.assign(told, { groups: news.groups, people: news.people, switches: news.switches, bot: news.bot });
    el("people").replaceChildren(...news.people.map((one) => { const made = node("option"); made.value = one.name; return made; }));
    el("switch").replaceChildren(...news.switches.map((one) => { const made = node("option", one.label); made.value = one.name; return made; }));
    tellSwitch();
  }
  told.lines = told.lines.slice(0, news.first).concat(news.lines);
  since = Math.max(0, news.total - 20);  // what is being written may still change
  if (since === 0 && told.groups.length) since = 0;
  Object.assign(told, { cards: news.cards, calls: news.calls });
  el("clock").textContent = `${news.now.slice(0, 16).replace("T", " ")} ${news.announced}`;
  if (!place && told.groups.length) choose(told.groups[0].id);
  showPlaces();
  showTalk();
  showWire();
}

function tellSwitch() {
  el("does").textContent = told.switches.find((one) => one.name === el("switch").value)?.does || "";
}

function showPane(name) {
  document.querySelector("main").dataset.pane = name;
  for (const button of document.querySelectorAll("nav button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
}

el("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = el("text").value;
  if (!text.trim()) return;
  if (!speaker()) {
    el("trouble").textContent = "请先写以谁的身份说。";
    el("trouble").hidden = false;
    return;
  }
  el("text").value = "";
  if (speaker().startsWith("wm")) choose(`@${speaker()}`);  // he is in no group, and has his own chat
  send("/town/say", { user: speaker(), text, place });
});
el("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    el("compose").requestSubmit();
  }
});
el("find").addEventListener("input", showPlaces);
el("switch").addEventListener("change", tellSwitch);
el("turn").addEventListener("click", () => send("/town/switch", { name: el("switch").value, times: Number(el("times").value) || 1 }));
for (const button of document.querySelectorAll("nav button")) button.addEventListener("click", () => showPane(button.dataset.pane));

setInterval(look, 1000);
look();
