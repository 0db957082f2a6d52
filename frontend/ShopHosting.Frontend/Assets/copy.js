// Copies a text; without it, or without permission, it can be selected by hand.
const told = document.getElementById("copied");
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        told.textContent = "Copied.";
      } catch {
        told.textContent = "The browser did not allow copying; select the text by hand.";
      }
    });
  }
}
