// Says early what the server says in the end: whether an e-mail address looks like one, how hard a password is to guess, and what will be made. The form works without.
const lineOf = (input) => {
  const line = document.createElement("p");
  line.className = "live-line";
  line.setAttribute("role", "status");
  input.closest(".field").append(line);
  return (text, tone) => {
    if (line.textContent !== text) {
      line.textContent = text;
      line.className = tone ? `live-line is-${tone}` : "live-line";
    }
  };
};

for (const input of document.querySelectorAll("input[data-email]")) {
  const say = lineOf(input);
  input.addEventListener("change", () => {
    const text = input.value.trim();
    say(text === "" || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? "" : "This does not look like an e-mail address yet: name@example.org.", "bad");
  });
  input.addEventListener("input", () => say(""));
}

// Honest means: length counts most, repeats and rows do not, and nobody is told that a password is unbreakable.
const characters = (text) => {
  let counted = 0;
  for (let i = 0; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1);
    counted += i > 0 && Math.abs(step) <= 1 ? 0.25 : 1;
  }
  return Math.min(counted, new Set(text.toLowerCase()).size * 2);
};

for (const input of document.querySelectorAll("input[data-strength]")) {
  const say = lineOf(input);
  const least = Number(input.dataset.strength);
  const check = () => {
    const missing = least - input.value.length;
    const weight = characters(input.value);
    const email = document.querySelector("input[data-email]")?.value.trim().toLowerCase();
    if (input.value === "") {
      say("");
    } else if (missing > 0) {
      say(`${missing} more ${missing === 1 ? "character" : "characters"} needed.`, "bad");
    } else if (email && input.value.trim().toLowerCase() === email) {
      say("It may not be your e-mail address.", "bad");
    } else if (weight < least) {
      say("Long enough, but easy to guess: repeats and rows count for little.", "warning");
    } else if (weight < least * 1.6) {
      say("Good. A word more makes it better.", "good");
    } else {
      say("Hard to guess.", "good");
    }
  };
  input.addEventListener("input", check);
}

const shown = new Map([...document.querySelectorAll("[data-shows]")].map((place) => [place, place.textContent]));
const show = () => {
  for (const [place, otherwise] of shown) {
    const field = document.querySelector(`[name="${place.dataset.shows}"]:is(:checked, :not([type=radio]))`);
    const text = field?.type === "radio" ? field.closest("label").querySelector("strong").textContent : field?.value.trim();
    place.textContent = text || otherwise;
  }
};
document.addEventListener("input", show);
show();
