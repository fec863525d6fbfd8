// The left column: the private chat with the bot, the member's own groups, and the others to look into.
// The order stays as it is: a list that jumps at every message cannot be clicked.

import { PRIVATE, button, make, paint, paintGroup } from "/chat/static/people.js";

export class Rooms {
  constructor(nav, { onOpen }) {
    this.nav = nav;
    this.onOpen = onOpen;
    this.rows = new Map();
  }

  // Builds the rows for a member; `paint` fills them.
  build(people, member) {
    this.people = people;
    this.rows.clear();
    const [own, others] = people.groupsFor(member);
    const list = make("ul");
    list.append(this.#row(PRIVATE, `与${people.bot}私聊`, paint(make("span"), people, null)));
    for (const group of own) list.append(this.#row(group.id, group.name, paintGroup(make("span"), group)));
    this.nav.replaceChildren(list);
    if (others.length) {
      const rest = make("ul");
      for (const group of others) rest.append(this.#row(group.id, group.name, paintGroup(make("span"), group)));
      this.nav.append(make("h2", "rooms-head", own.length ? "其他群（旁观）" : "所有群"), rest);
    }
  }

  #row(id, name, square) {
    const row = button("room");
    row.dataset.room = id;
    const words = make("span", "room-words");
    const top = make("span", "room-top");
    const time = make("span", "room-time");
    top.append(make("span", "room-name", name), time);
    const last = make("span", "room-last");
    const called = make("span", "room-called", "[有人@我] ");
    const text = make("span", "");
    last.append(called, text);
    words.append(top, last);
    const count = make("span", "count");
    row.append(square, words, count);
    row.addEventListener("click", () => this.onOpen(id));
    this.rows.set(id, { row, time, text, called, count });
    const item = make("li");
    item.append(row);
    return item;
  }

  // The last line, the time and the unread of every room; gives how many are unread in all.
  paint(kept, { me, active }) {
    let all = 0;
    for (const [id, parts] of this.rows) {
      const last = kept.room(id).at(-1);
      const unread = kept.unread(id, me);
      all += unread.count;
      parts.row.setAttribute("aria-current", String(id === active));
      parts.time.textContent = last?.time ?? "";
      parts.text.textContent = last ? this.#line(last, me) : "还没有消息";
      parts.called.hidden = !unread.called;
      parts.count.hidden = unread.count === 0;
      parts.count.textContent = unread.count > 99 ? "99+" : String(unread.count);
      parts.count.setAttribute("aria-label", `${unread.count} 条未读`);
    }
    return all;
  }

  #line(entry, me) {
    const said = entry.text.slice(0, 60).replace(/\s+/g, " ") || (entry.files[0] ? `[文件] ${entry.files[0].name}` : "");
    if (entry.by === me) return said;
    return entry.room === PRIVATE ? said : `${this.people.name(entry.by)}：${said}`;
  }
}
