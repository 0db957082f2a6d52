// Says while somebody types whether the shop's address is free. Without it the server says so after the form is sent.
for (const input of document.querySelectorAll("input[data-availability]")) {
  const line = document.createElement("p");
  line.className = "live-line";
  line.setAttribute("role", "status");
  input.closest(".field").append(line);
  let timer = 0;
  let asked = null;

  const show = (text, tone) => {
    line.textContent = text;
    line.className = tone ? `live-line is-${tone}` : "live-line";
  };

  const ask = async () => {
    const name = input.value.trim();
    asked?.abort();
    if (name.length === 0) {
      show("");
      return;
    }

    asked = new AbortController();
    try {
      const response = await fetch(`${input.dataset.availability}?name=${encodeURIComponent(name)}`, { signal: asked.signal });
      if (response.status === 429) {
        show("Asked a little too often; it is checked when you send the form.");
      } else if (response.ok) {
        const answer = await response.json();
        show(answer.message, answer.free ? "good" : "bad");
      } else {
        show("");
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        show("");
      }
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  if (input.value && !input.hasAttribute("aria-invalid")) {
    ask();
  }
}
