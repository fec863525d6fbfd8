// What this page has of the conversations: entries by room in the order of their numbers, and how far
// each room has been read. A message that is still on its way has a number beyond all others.

import { PRIVATE } from "/chat/static/people.js";

export const PER_ROOM = 500;
const ON_ITS_WAY = 1e12;
const MARKS = "gridbot.read";

export class Kept {
  constructor() {
    this.rooms = new Map();
    this.byId = new Map();
    this.onTheirWay = 0;
    this.epoch = null;
    this.marks = {};
  }

  // Takes news from the server in; gives the rooms that look different now, or null for "everything".
  take(news) {
    const everything = news.fresh;
    if (everything) this.#begin(news.at.split(":")[0]);
    const rooms = new Set();
    for (const entry of news.entries) {
      this.put({ ...entry, room: entry.room ?? PRIVATE });
      rooms.add(entry.room ?? PRIVATE);
    }
    if (!news.more && this.marks.quiet) this.#readAll();
    return everything ? null : rooms;
  }

  // A message of our own, before the server has it.
  pending(entry) {
    this.onTheirWay += 1;
    return this.put({ ...entry, n: ON_ITS_WAY + this.onTheirWay, pending: true });
  }

  put(entry) {
    this.drop(this.byId.get(entry.id));
    this.byId.set(entry.id, entry);
    const room = this.room(entry.room);
    let place = room.length;
    while (place > 0 && room[place - 1].n > entry.n) place -= 1;
    room.splice(place, 0, entry);
    while (room.length > PER_ROOM) this.drop(room[0]);
    return entry;
  }

  drop(entry) {
    if (!entry) return;
    this.byId.delete(entry.id);
    const room = this.room(entry.room);
    const place = room.findIndex((other) => other.id === entry.id);
    if (place >= 0) room.splice(place, 1);
  }

  room(id) {
    if (!this.rooms.has(id)) this.rooms.set(id, []);
    return this.rooms.get(id);
  }

  // Another member's private chat is not ours: it goes when the speaker changes.
  leavePrivate() {
    for (const entry of [...this.room(PRIVATE)]) this.drop(entry);
  }

  unread(id, me) {
    const seen = this.marks[markOf(id, me)] ?? 0;
    let count = 0;
    let called = false;
    const room = this.room(id);
    for (let i = room.length - 1; i >= 0 && room[i].n > seen; i -= 1) {
      if (room[i].pending || room[i].by === me) continue;
      count += 1;
      called ||= room[i].mentions.includes(me);
    }
    return { count, called };
  }

  firstUnread(id, me) {
    const seen = this.marks[markOf(id, me)] ?? 0;
    return this.room(id).find((entry) => entry.n > seen && !entry.pending && entry.by !== me)?.id ?? null;
  }

  read(id, me) {
    const last = this.room(id).findLast((entry) => !entry.pending);
    if (!last || (this.marks[markOf(id, me)] ?? 0) >= last.n) return;
    this.marks[markOf(id, me)] = last.n;
    this.#save();
  }

  // Numbers begin anew with every start of the bot, and marks with them. Whoever opens the page for the
  // first time has nothing to catch up with in the groups.
  #begin(epoch) {
    for (const entry of [...this.byId.values()]) if (!entry.pending) this.drop(entry);
    if (this.epoch === epoch) return;
    const restarted = this.epoch !== null;
    this.epoch = epoch;
    this.marks = stored(epoch) ?? { quiet: !restarted };
  }

  #readAll() {
    for (const [id, room] of this.rooms) if (id !== PRIVATE && room.length) this.marks[markOf(id)] = room.at(-1).n;
    delete this.marks.quiet;
    this.#save();
  }

  #save() {
    try {
      localStorage.setItem(MARKS, JSON.stringify({ epoch: this.epoch, marks: this.marks }));
    } catch {
      // a browser that keeps nothing still chats
    }
  }
}

function markOf(id, me) {
  return id === PRIVATE ? `member:${me}` : `group:${id}`;
}

function stored(epoch) {
  try {
    const kept = JSON.parse(localStorage.getItem(MARKS));
    return kept?.epoch === epoch ? kept.marks : null;
  } catch {
    return null;
  }
}
