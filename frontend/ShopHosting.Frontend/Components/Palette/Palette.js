// Keys, their help, and a palette to go anywhere. The keys are those that stand on the links of the page (data-key), so help and page never disagree.
// Off where the visitor said so on the page Appearance; the help can still be opened by its button.
const isOff = document.documentElement.dataset.keys === "off";
const element = (name, text, attributes = {}) => {
  const made = Object.assign(document.createElement(name), { textContent: text });
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
};

const openDialog = (label, ...content) => {
  const dialog = element("dialog", "", { class: "palette", "aria-label": label });
  dialog.append(...content);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

const wordOf = (link) => link.textContent.replace(/…/g, "").trim().replace(/\s+/g, " ");

const openHelp = () => {
  const list = element("dl", "", { class: "keys" });
  const rows = isOff ? [] : [["?", "This help"], ["Ctrl K", "Go anywhere"], ...[...document.querySelectorAll("[data-key]")].map((link) => [link.dataset.key, wordOf(link)])];
  for (const [keys, word] of rows) {
    const row = element("div", "");
    row.append(element("dt", word), element("dd", ""));
    row.lastChild.append(...keys.split(" ").map((key) => element("kbd", key)));
    list.append(row);
  }
  const close = element("button", "Close", { class: "button quiet", type: "button", autofocus: "" });
  const hint = element("p", isOff ? "Keyboard shortcuts are switched off. " : "Shortcuts rest while you type in a field. ", { class: "hint" });
  hint.append(element("a", isOff ? "Switch them on" : "Switch them off", { href: "/appearance" }));
  const dialog = openDialog("Keyboard shortcuts", element("h2", "Keyboard shortcuts"), list, hint, close);
  close.addEventListener("click", () => dialog.close());
};

const places = async () => {
  const found = new Map();
  const add = (page) => page.querySelectorAll(".site-header nav a[href], .tabs a, main a[href], .site-footer a").forEach((link) => {
    if (link.origin === location.origin && link.pathname !== location.pathname && !found.has(link.href) && link.hash === "") {
      found.set(link.href, wordOf(link));
    }
  });
  add(document);
  if (document.querySelector(".site-header a[href='/stores']") && location.pathname !== "/stores") {
    const answer = await fetch("/stores").catch(() => null);
    if (answer?.ok) {
      const base = new DOMParser().parseFromString(await answer.text(), "text/html");
      base.querySelectorAll("[data-store] a[href^='/stores/']").forEach((link) => {
        const href = new URL(link.getAttribute("href"), location.href).href;
        found.set(href, found.get(href) ?? wordOf(link));
      });
    }
  }
  return [...found];
};

const openPalette = async () => {
  const input = element("input", "", { type: "search", role: "combobox", "aria-controls": "palette-list", "aria-expanded": "true", "aria-autocomplete": "list", "aria-label": "Go to", placeholder: "Go to …", autocomplete: "off" });
  const list = element("ul", "", { id: "palette-list", role: "listbox", "aria-label": "Places" });
  const dialog = openDialog("Go to", input, list);
  let at = 0;
  let all = [];
  const options = () => [...list.children];
  const mark = (next) => {
    at = Math.max(0, Math.min(next, options().length - 1));
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    options()[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options()[at]?.id ?? "");
  };
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const fitting = all.filter(([href, word]) => words.every((part) => `${word} ${href}`.toLowerCase().includes(part))).slice(0, 12);
    list.replaceChildren(...fitting.map(([href, word], i) => {
      const option = element("li", word, { role: "option", id: `place-${i}` });
      option.addEventListener("click", () => { location.href = href; });
      return option;
    }));
    mark(0);
  };
  input.addEventListener("input", show);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      mark(at + step);
    } else if (event.key === "Enter") {
      options()[at]?.click();
    }
  });
  all = await places();
  show();
};

let first = "";
let forget = 0;
document.addEventListener("keydown", (event) => {
  const isBusy = event.target.closest?.("input, select, textarea") || document.querySelector("dialog[open]");
  if (isOff || isBusy || event.altKey) {
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "k") {
    event.preventDefault();
    openPalette();
  } else if (!event.ctrlKey && !event.metaKey) {
    const typed = first + event.key;
    first = event.key === "g" ? "g " : "";
    clearTimeout(forget);
    forget = setTimeout(() => { first = ""; }, 1500);
    if (event.key === "?") {
      openHelp();
    } else {
      [...document.querySelectorAll("[data-key]")].find((link) => link.dataset.key === typed)?.click();
    }
  }
});
document.querySelectorAll("[data-opens=keys]").forEach((button) => button.addEventListener("click", openHelp));
