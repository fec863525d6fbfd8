// The open conversation: bubbles under the days they were said on, kept at its end while one reads there.

import { bubble } from "/chat/static/bubble.js";
import { PER_ROOM } from "/chat/static/kept.js";
import { make } from "/chat/static/people.js";

const NEAR = 90;
const WEEKDAYS = "日一二三四五六";

export class Talk {
  constructor({ log, down, on }) {
    this.log = log;
    this.down = down;
    this.on = { ...on, fold: (id) => this.#fold(id), show: (id) => this.#show(id) };
    this.unfolded = new Set();
    this.shown = [];
    this.missed = 0;
    this.stays = true; // at the end: what comes is followed
    down.addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.stays && this.toEnd()).observe(log);
  }

  // Everything anew: another room, another member, or the server began anew.
  open({ entries, people, me, entryOf, firstUnread = null }) {
    this.context = { people, me, entryOf, unfolded: this.unfolded, on: this.on };
    this.firstUnread = firstUnread;
    this.#rebuild(entries);
    const mark = this.log.querySelector(".unread-line");
    this.toEnd();
    if (mark && mark.offsetTop < this.log.scrollTop) {
      this.log.scrollTop = mark.offsetTop - 40;
      this.#scrolled();
    }
  }

  // The same room with some entries new or changed.
  update(entries) {
    this.#trim(entries);
    const top = this.log.scrollTop;
    const before = new Map(this.shown.map((entry) => [entry.id, entry]));
    const fresh = entries.filter((entry) => !before.has(entry.id));
    if (this.#onlyGrew(entries)) this.#grow(entries, before);
    else this.#rebuild(entries);
    if (this.stays || fresh.some((entry) => entry.by === this.context.me && entry.pending)) {
      this.toEnd();
      return;
    }
    this.log.scrollTop = top;
    this.missed += fresh.filter((entry) => entry.by !== this.context.me).length;
    this.#scrolled();
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#scrolled();
  }

  #scrolled() {
    this.stays = this.isAtEnd();
    if (this.stays) this.missed = 0;
    this.down.hidden = this.stays;
    this.down.textContent = this.missed ? `↓ ${this.missed} 条新消息` : "↓ 回到最新";
  }

  #onlyGrew(entries) {
    return this.shown.every((entry, index) => entries[index]?.id === entry.id);
  }

  // What fell out at the beginning goes without moving what is being read.
  #trim(entries) {
    const gone = this.shown.findIndex((entry) => entry.id === entries[0]?.id);
    if (gone <= 0) return;
    const height = this.log.scrollHeight;
    const first = this.#element(entries[0].id);
    while (this.log.firstElementChild !== first) this.log.firstElementChild.remove();
    first.before(older(), ...this.#lines(undefined, entries[0]));
    this.shown = this.shown.slice(gone);
    this.log.scrollTop -= height - this.log.scrollHeight;
  }

  #grow(entries, before) {
    entries.forEach((entry, index) => {
      const old = before.get(entry.id);
      if (old === entry) return;
      const above = entries[index - 1];
      if (old) this.#element(entry.id).replaceWith(bubble(entry, this.context, above));
      else this.log.append(...this.#lines(above, entry), bubble(entry, this.context, above));
    });
    this.shown = [...entries];
  }

  #rebuild(entries) {
    this.shown = [...entries];
    const parts = entries.flatMap((entry, index) => [
      ...this.#lines(entries[index - 1], entry),
      bubble(entry, this.context, entries[index - 1]),
    ]);
    if (!entries.length) parts.push(make("li", "nothing", "还没有消息。下面的示例可以点一下试试。"));
    if (entries.length >= PER_ROOM) parts.unshift(older());
    this.log.replaceChildren(...parts);
  }

  // The day where it begins, and where the unread begin.
  #lines(before, entry) {
    const lines = [];
    if (!before) this.log.querySelector(".nothing")?.remove();
    if (entry.day && entry.day !== before?.day) lines.push(make("li", "day-line", dayOf(entry.day)));
    if (entry.id === this.firstUnread) lines.push(make("li", "unread-line", "以下是新消息"));
    return lines;
  }

  #fold(id) {
    if (!this.unfolded.delete(id)) this.unfolded.add(id);
    const index = this.shown.findIndex((other) => other.id === id || `@${other.id}` === id);
    if (index < 0) return;
    const entry = this.shown[index];
    const top = this.log.scrollTop;
    const fresh = bubble(entry, this.context, this.shown[index - 1]);
    this.#element(entry.id).replaceWith(fresh);
    this.log.scrollTop = top;
    const more = fresh.querySelectorAll(".more");
    more[id.startsWith("@") ? more.length - 1 : 0]?.focus({ preventScroll: true });
  }

  #show(id) {
    const element = this.#element(id);
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    element.classList.remove("pointed");
    requestAnimationFrame(() => element.classList.add("pointed"));
  }

  #element(id) {
    return [...this.log.children].findLast((element) => element.dataset.id === id);
  }
}

// A full room has lost what came before.
function older() {
  return make("li", "day-line", "更早的消息这里不再显示");
}

function dayOf(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日 星期${WEEKDAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]}`;
}
