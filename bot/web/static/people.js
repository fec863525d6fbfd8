// Who is who: members, groups and the bot by id, and the little squares that stand for them.
// Every name goes to the page as text, never as markup: a unit may be called anything.

export const PRIVATE = "";

export class People {
  constructor(directory) {
    this.version = directory.version;
    this.bot = directory.bot;
    this.groups = directory.groups;
    this.members = directory.members;
    this.groupById = new Map(directory.groups.map((group) => [group.id, group]));
    this.memberById = new Map(directory.members.map((member) => [member.id, member]));
  }

  name(id) {
    return id === null ? this.bot : (this.memberById.get(id)?.name ?? id);
  }

  // "填报员 · 农夫山泉"
  what(member) {
    return [member.label, member.place].filter(Boolean).join(" · ");
  }

  // The member's own groups first, then the rest that one may look into.
  groupsFor(member) {
    const own = new Set(member.groups);
    return [this.groups.filter((group) => own.has(group.id)), this.groups.filter((group) => !own.has(group.id))];
  }

  // Where a visitor begins: who is on duty sees everything.
  first() {
    return this.members.find((member) => member.role === "duty_officer") ?? this.members[0];
  }
}

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function button(className, text, label) {
  const element = make("button", className, text);
  element.type = "button";
  if (label) element.setAttribute("aria-label", label);
  return element;
}

const COLOURS = 12;

function colourOf(seed) {
  let hash = 2166136261;
  for (const unit of seed) hash = Math.imul(hash ^ unit.codePointAt(0), 16777619) >>> 0;
  return hash % COLOURS;
}

// "农夫山泉-郑文员" is 郑, "1号网格长董萍" is 董萍: what tells people apart in a narrow square.
function initials(name) {
  const letters = [...name.slice(name.lastIndexOf("-") + 1).trim()];
  return letters.length === name.length ? letters.slice(-2).join("") : (letters[0] ?? "?");
}

export function paint(square, people, id) {
  square.className = id === null ? "avatar bot" : `avatar c${colourOf(id)}`;
  square.textContent = id === null ? "助" : initials(people.name(id)) || "?";
  square.setAttribute("aria-hidden", "true");
  return square;
}

export function paintGroup(square, group) {
  square.className = `avatar group ${group.kind}`;
  square.textContent = group.name.match(/^\d{1,3}/)?.[0] ?? [...group.name][0] ?? "群";
  square.setAttribute("aria-hidden", "true");
  return square;
}
