// Copies a text. Listens on the page, so that buttons which come later with a live part work too.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) {
    return;
  }
  const word = button.querySelector("[data-word]");
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    word.textContent = "Copied";
  } catch {
    word.textContent = "Not allowed; select it by hand";
  }
  setTimeout(() => { word.textContent = "Copy"; }, 2500);
});
