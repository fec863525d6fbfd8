// The input: typing, examples, a quoted message, a file, sending and sending again.
// A message has its own word (`nonce`) before it leaves, so that a repeat is never a second message.

import { button } from "/chat/static/people.js";

const MOST = 10000;
const MOST_FILE = 4 * 1024 * 1024;

export class Compose {
  // `onSay` gets {text, quote, nonce}, `onFile` gets {file, nonce}.
  constructor(form, { onSay, onFile }) {
    this.form = form;
    this.onSay = onSay;
    this.onFile = onFile;
    this.picker = form.querySelector("#file");
    this.input = form.querySelector("textarea");
    this.sendButton = form.querySelector("#send");
    this.length = form.querySelector("#length");
    this.chips = form.querySelector("#chips");
    this.quoting = form.querySelector("#quoting");
    this.quotingText = form.querySelector("#quoting-text");
    this.trouble = form.querySelector("#trouble");
    this.drafts = new Map();
    this.room = null;
    this.quoted = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    form.querySelector("#attach").addEventListener("click", () => this.picker.click());
    this.picker.addEventListener("change", () => this.#picked());
    form.querySelector("#quoting-off").addEventListener("click", () => this.quote(null));
  }

  // What was typed and not sent waits in its room.
  enter(room, placeholder) {
    if (this.room !== null) this.drafts.set(this.room, this.input.value);
    this.room = room;
    this.input.value = this.drafts.get(room) ?? "";
    this.input.placeholder = placeholder;
    this.quote(null);
    this.tell("");
    this.#typed();
  }

  offer(examples) {
    this.chips.replaceChildren(
      ...examples.map(({ label, text, keep }) => {
        const chip = button("chip", label);
        chip.title = text;
        chip.addEventListener("click", () => this.fill(keep ? `${text}${this.input.value}` : text));
        return chip;
      }),
    );
  }

  fill(text) {
    this.input.value = text;
    this.#typed();
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  // Gives a text back that was refused, unless something new was typed meanwhile.
  giveBack(text, why) {
    if (!this.input.value) this.fill(text);
    this.tell(why);
  }

  // `entry`: {id, name, text}, or null for none.
  quote(entry) {
    this.quoted = entry;
    this.quoting.hidden = entry === null;
    if (entry === null) return;
    this.quotingText.textContent = `${entry.name}：${entry.text.replace(/\s+/g, " ").slice(0, 120)}`;
    this.input.focus();
  }

  tell(trouble) {
    this.trouble.textContent = trouble;
    this.trouble.hidden = !trouble;
  }

  // The same file may be chosen again after it was mended, so the choice is forgotten at once.
  #picked() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size > MOST_FILE) this.tell(`文件最大 ${MOST_FILE / 1048576} MB，这个有 ${(file.size / 1048576).toFixed(1)} MB。`);
    else if (file.size === 0) this.tell("这个文件是空的。");
    else {
      this.tell("");
      this.onFile({ file, nonce: nonce() });
    }
    this.input.focus();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.isComposing || event.keyCode === 229) return; // an input method takes this Enter
    event.preventDefault();
    this.#send();
  }

  #typed() {
    const length = [...this.input.value].length;
    this.length.textContent = length > MOST * 0.9 ? `${length} / ${MOST} 字` : "";
    this.length.classList.toggle("too-long", length > MOST);
    this.sendButton.disabled = !this.input.value.trim();
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    if (length <= MOST) this.tell("");
  }

  #send() {
    const text = this.input.value;
    const length = [...text].length;
    if (!text.trim()) return;
    if (length > MOST) {
      this.tell(`一条消息最多${MOST}字，这条有${length}字，请分几条发。`);
      return;
    }
    const quote = this.quoted;
    this.input.value = "";
    this.quote(null);
    this.#typed();
    this.onSay({ text, quote, nonce: nonce() });
  }
}

export function nonce() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
