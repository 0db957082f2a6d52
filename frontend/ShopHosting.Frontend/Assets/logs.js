// Shows what a part of a shop writes as it comes. The browser itself reconnects and tells the last line it has seen, so nothing is lost or doubled.
const log = document.getElementById("log");
const lines = document.getElementById("lines");
const find = document.getElementById("find");
const pause = document.getElementById("pause");
const quiet = document.getElementById("quiet");
const connection = document.getElementById("connection");
const most = 1000;
let after = log?.dataset.after;
let waiting = [];
let isPaused = false;

const matches = (item) => item.textContent.toLowerCase().includes(find.value.trim().toLowerCase());

const element = ({ at, isError, text }) => {
  const item = document.createElement("li");
  item.className = isError ? "is-error" : "";
  const time = document.createElement("time");
  time.textContent = at;
  const words = document.createElement("span");
  words.textContent = text;
  item.append(time, " ", words);
  item.hidden = !matches(item);
  return item;
};

const show = () => {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  lines.append(...waiting.map(element));
  waiting = [];
  while (lines.childElementCount > most) {
    lines.firstElementChild.remove();
  }
  quiet.hidden = lines.childElementCount > 0;
  if (isAtEnd) {
    log.scrollTop = log.scrollHeight;
  }
};

const tell = () => { pause.textContent = isPaused ? `Go on${waiting.length > 0 ? ` (${waiting.length} new)` : ""}` : "Pause"; };

const take = (event) => {
  after = event.lastEventId;
  waiting = [...waiting.slice(1 - most), JSON.parse(event.data)];
  if (isPaused) {
    tell();
  } else {
    show();
  }
};

// A session that has ended, or a shop that is gone, is told by the page itself.
const look = async () => {
  const page = await fetch(location.href).catch(() => null);
  if (page?.redirected || page?.status === 404) {
    location.reload();
  }
};

if (log && window.EventSource) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    if (!isPaused) {
      show();
    }
    tell();
  });
  find.addEventListener("input", () => {
    for (const item of lines.children) {
      item.hidden = !matches(item);
    }
  });
  log.scrollTop = log.scrollHeight;
  keepHearing({
    address: () => `${log.dataset.events}&after=${after}`,
    kinds: { pulse: null, line: take },
    found: () => { connection.hidden = true; },
    lost: (isRefused) => {
      connection.hidden = false;
      if (isRefused) {
        look();
      }
    },
  });
}
