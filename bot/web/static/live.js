// The line to the server: opened again whenever it breaks, going on from where the page had got.

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;
const SILENCE = 50000; // the server says something every 20 seconds

export class Live {
  constructor({ onNews, onLine }) {
    this.onNews = onNews;
    this.onLine = onLine;
    this.as = null;
    this.after = "";
    this.wait = FIRST_WAIT;
    this.socket = null;
    this.timer = null;
    this.watch = null;
    const now = () => document.visibilityState === "visible" && this.as && !this.#isOpen() && this.#open();
    document.addEventListener("visibilitychange", now);
    window.addEventListener("online", now);
  }

  // Follow as this member, from the beginning: another one sees another private chat.
  follow(as) {
    this.as = as;
    this.after = "";
    this.wait = FIRST_WAIT;
    this.#open();
  }

  #isOpen() {
    return this.socket?.readyState === WebSocket.OPEN || this.socket?.readyState === WebSocket.CONNECTING;
  }

  #open() {
    clearTimeout(this.timer);
    this.#hangUp();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const query = new URLSearchParams({ as: this.as, after: this.after });
    const socket = new WebSocket(`${scheme}//${location.host}/chat/live?${query}`);
    this.socket = socket;
    this.#watch();
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      this.#watch();
      this.wait = FIRST_WAIT;
      const news = JSON.parse(event.data);
      this.after = news.at;
      this.onLine(true);
      this.onNews(news);
    };
    socket.onclose = () => socket === this.socket && this.#again();
  }

  #again() {
    this.#hangUp();
    this.onLine(false);
    this.timer = setTimeout(() => this.#open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  #watch() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.#again(), SILENCE);
  }

  #hangUp() {
    clearTimeout(this.watch);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
