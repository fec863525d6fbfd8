// Choosing whom one speaks as, out of several hundred: the last ones first, the rest by typing.

import { button, make, paint } from "/chat/static/people.js";

const SHOWN = 60;
const REMEMBERED = 6;
const LAST = "gridbot.last";
const ROLES = [
  ["", "全部"], ["clerk", "填报员"], ["grid_worker", "网格员"], ["grid_leader", "网格长"],
  ["leader", "领导"], ["duty_officer", "值班员"], ["resident", "居民"],
];

export class Picker {
  constructor(dialog, { onPick }) {
    this.dialog = dialog;
    this.onPick = onPick;
    this.find = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.more = dialog.querySelector(".picker-more");
    this.roles = dialog.querySelector(".roles");
    this.role = "";
    this.at = 0;
    dialog.querySelector("#picker-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    this.find.addEventListener("input", () => this.#fill());
    this.find.addEventListener("keydown", (event) => this.#key(event));
  }

  open(people, me) {
    this.people = people;
    this.me = me;
    this.role = "";
    this.find.value = "";
    this.#fillRoles();
    this.#fill();
    this.dialog.showModal();
    this.find.focus();
  }

  remember(id) {
    const last = [id, ...lastUsed().filter((other) => other !== id)].slice(0, REMEMBERED);
    try {
      localStorage.setItem(LAST, JSON.stringify(last));
    } catch {
      // then the list begins with the first of the file
    }
  }

  #fillRoles() {
    const there = new Set(this.people.members.map((member) => member.role));
    this.roles.replaceChildren(
      ...ROLES.filter(([role]) => !role || there.has(role)).map(([role, label]) => {
        const choice = button("role", label);
        choice.setAttribute("aria-pressed", String(role === this.role));
        choice.addEventListener("click", () => {
          this.role = role;
          this.#fillRoles();
          this.#fill();
          this.find.focus();
        });
        return choice;
      }),
    );
  }

  #fill() {
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (member) => {
      if (this.role && member.role !== this.role) return false;
      const all = `${member.name} ${member.label} ${member.place} ${member.find} ${member.id}`.toLowerCase();
      return words.every((word) => all.includes(word));
    };
    const found = this.people.members.filter(fits);
    const last = lastUsed().map((id) => this.people.memberById.get(id)).filter((member) => member && fits(member));
    const rest = found.filter((member) => !last.includes(member));
    const shown = [...last, ...rest].slice(0, SHOWN);
    this.at = 0;
    this.options = shown.map((member, index) => this.#option(member, index));
    const parts = [...this.options];
    if (last.length && rest.length) parts.splice(last.length, 0, this.#heading("所有人"));
    if (last.length) parts.unshift(this.#heading("最近用过"));
    this.list.replaceChildren(...parts);
    this.list.scrollTop = 0;
    this.#point(0);
    this.more.textContent = found.length === 0 ? "没有找到，换个说法试试" : found.length > shown.length ? `还有 ${found.length - shown.length} 人，输入姓名、单位或网格继续找` : "";
  }

  #heading(text) {
    const item = make("li", "picker-head", text);
    item.setAttribute("role", "presentation");
    return item;
  }

  #option(member, index) {
    const item = make("li", "option");
    item.id = `option-${index}`;
    item.setAttribute("role", "option");
    item.dataset.member = member.id;
    const words = make("span", "option-words");
    words.append(make("span", "option-name", member.name), make("span", "option-what", this.people.what(member)));
    item.append(paint(make("span"), this.people, member.id), words);
    if (member.id === this.me) item.append(make("span", "option-me", "现在"));
    item.addEventListener("click", () => this.#pick(member.id));
    return item;
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#point(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = this.options[this.at];
      if (option) this.#pick(option.dataset.member);
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      this.dialog.close();
    }
  }

  #point(to) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = Math.max(0, Math.min(to, this.options.length - 1));
    const option = this.options[this.at];
    this.find.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.setAttribute("aria-selected", "true");
    if (this.at > 0) option?.scrollIntoView({ block: "nearest" });
  }

  #pick(id) {
    this.dialog.close();
    this.onPick(id);
  }
}

function lastUsed() {
  try {
    const last = JSON.parse(localStorage.getItem(LAST));
    return Array.isArray(last) ? last : [];
  } catch {
    return [];
  }
}
