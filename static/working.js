// Where sending a form takes a moment: says so, and takes no second press. Without it the page waits as usual.
(() => {
  const PATIENCE = 30000; // milliseconds after which it may be sent again: whatever is sent twice is done once
  const form = document.querySelector("form[data-working]");
  const said = document.getElementById("working");
  const button = form && form.querySelector("button");
  if (!button || !said) return;
  let late = 0;
  const show = (words) => {
    clearTimeout(late);
    if (words)
      button.setAttribute("aria-disabled", "true"); // not disabled: the keyboard would be taken off it
    else button.removeAttribute("aria-disabled");
    said.textContent = words;
  };
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled")) return event.preventDefault();
    show(form.dataset.working);
    late = setTimeout(() => {
      button.removeAttribute("aria-disabled");
      said.textContent = "No answer has come yet. Wait for it, or press the button again.";
    }, PATIENCE);
  });
  addEventListener("pageshow", () => show("")); // also when somebody comes back to the page as they left it
})();
