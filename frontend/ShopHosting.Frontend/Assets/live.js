// Keeps a page true while it is open: swaps its live parts with each server-sent event, and asks for the whole page now and then where events don't come through.
const live = document.getElementById("live");
const connection = document.getElementById("connection");
const announce = document.getElementById("announce");
const pollEvery = 4000;
let skew = 0;
let poller = 0;

const part = () => live.firstElementChild;

// The server's clock counts, so that a wrong clock here does not show nonsense.
const measureSkew = () => { skew = Number(part().dataset.now) - Date.now(); };

const inPlace = (target, content) => {
  const active = document.activeElement && target.contains(document.activeElement) ? document.activeElement : null;
  const open = [...target.querySelectorAll("details[open]")].map((details) => details.id);
  target.replaceChildren(content);
  for (const id of open) {
    document.getElementById(id)?.setAttribute("open", "");
  }
  if (active) {
    (again(target, active) ?? document.getElementById("main")).focus({ preventScroll: true });
  }
};

// What was focused, by its id, or as the link that leads to the same place.
const again = (target, element) =>
  element.id ? document.getElementById(element.id) : [...target.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === element.getAttribute("href"));

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// The parts that come besides the live one, each into the element that has its name.
const place = (page) => {
  for (const fresh of page.querySelectorAll("[id$=-part]:not(#live-part)")) {
    inPlace(document.getElementById(fresh.id.slice(0, -"-part".length)), fresh);
  }
};

const swap = (page) => {
  const fresh = page.getElementById("live-part");
  if (!fresh || fresh.dataset.version === part().dataset.version) {
    return;
  }
  const before = part().dataset.status;
  inPlace(live, fresh);
  measureSkew();
  tick();
  if (fresh.dataset.status !== before) {
    announce.textContent = fresh.dataset.announce;
  }
};

const poll = async () => {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected || response.status === 404) {
      location.reload();
    } else if (response.ok) {
      const page = parse(await response.text());
      place(page);
      swap(page);
      connection.hidden = true;
    }
  } catch {
    connection.hidden = false;
  }
};

const lost = () => {
  connection.hidden = false;
  poller ||= setInterval(poll, pollEvery);
};

const found = () => {
  connection.hidden = true;
  clearInterval(poller);
  poller = 0;
};

const span = (seconds) => {
  const [count, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [seconds / 60, "minute"] : seconds < 172800 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
  const whole = Math.floor(count);
  return whole === 1 ? `1 ${unit}` : `${whole} ${unit}s`;
};

// As Numbers.About says it.
const about = (seconds) => seconds < 90 ? `about ${Math.round(seconds)} s` : `about ${Math.round(seconds / 60)} min`;

const foretell = (now) => {
  for (const element of document.querySelectorAll("[data-left-until]")) {
    const left = Math.max(Number(element.dataset.least), Number(element.dataset.leftUntil) - now) / 1000;
    element.textContent = left < 1 ? "any moment now" : `${about(left)} to go`;
  }
  for (const element of document.querySelectorAll("[data-late-at]")) {
    if (now >= Number(element.dataset.lateAt)) {
      element.textContent = element.dataset.late;
    }
  }
};

const tick = () => {
  const now = Date.now() + skew;
  foretell(now);
  for (const element of document.querySelectorAll("[data-elapsed-since]")) {
    element.textContent = `${Math.max(0, Math.floor((now - Number(element.dataset.elapsedSince)) / 1000))} s`;
  }
  for (const element of document.querySelectorAll("time > [data-ago]")) {
    const seconds = Math.floor((now - Date.parse(element.parentElement.dateTime)) / 1000);
    element.textContent = seconds < -1 ? `in ${span(-seconds)}` : seconds < 5 ? "just now" : `${span(seconds)} ago`;
  }
};

measureSkew();
setInterval(tick, 1000);
keepHearing({
  address: () => `${live.dataset.events}?after=${part().dataset.version}`,
  kinds: {
    pulse: null,
    view: (event) => swap(parse(event.data)),
    containers: (event) => {
      place(parse(event.data));
      tick();
    },
  },
  found,
  lost,
});
