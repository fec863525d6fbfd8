// The standing skeleton of the chat page: everything that is kept, live, and one input.
const by = (id) => document.getElementById(id);
const directory = await (await fetch("/chat/directory")).json();
for (const member of directory.members) by("as").append(new Option(`${member.name}（${member.label}）`, member.id));
by("room").append(new Option("私聊", ""));
for (const group of directory.groups) by("room").append(new Option(group.name, group.id));

let socket;
function follow() {
  if (socket) socket.close();
  by("log").replaceChildren();
  socket = new WebSocket(`ws://${location.host}/chat/live?as=${encodeURIComponent(by("as").value)}`);
  socket.onmessage = (event) => {
    for (const entry of JSON.parse(event.data).entries) {
      const line = document.getElementById(entry.id) ?? by("log").appendChild(document.createElement("li"));
      line.id = entry.id;
      line.textContent = `${entry.time} ${entry.room ?? "私聊"} ${entry.by ?? "机器人"}：${entry.text} ${entry.state}`;
    }
  };
}
by("as").addEventListener("change", follow);
by("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = JSON.stringify({ as: by("as").value, group: by("room").value || null, text: by("text").value });
  by("text").value = "";
  fetch("/chat/say", { method: "POST", headers: { "Content-Type": "application/json" }, body });
});
follow();
