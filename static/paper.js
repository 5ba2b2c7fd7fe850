// Typing in paper forms: steps on to the next box once a box holds its one key. Without it, Tab does the same.
(() => {
  const form = document.getElementById("paper-form");
  if (
    !form ||
    !window.asking ||
    !asking.ready("HTMLElement.prototype.focus HTMLInputElement.prototype.select")
  )
    return;
  const boxes = [...form.querySelectorAll("input[data-keys]")];
  const go = (box) => {
    if (!box) return;
    box.focus();
    box.select();
  };
  boxes.forEach((box, place) => {
    box.addEventListener("input", () => {
      if (box.value === " ") box.value = "";
      else if (!box.dataset.keys.includes(box.value.toLowerCase()) || !box.value) return box.select();
      go(boxes[place + 1]);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace" || box.value) return;
      event.preventDefault();
      go(boxes[place - 1]);
    });
    box.addEventListener("focus", () => box.select());
  });
  // Whoever looks at the paper goes on to write its comments: what is no answer to the last box is not lost in it.
  const last = boxes[boxes.length - 1];
  if (last)
    last.addEventListener("keydown", (event) => {
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey || /[\d\s]/.test(event.key))
        return;
      if (!last.dataset.keys.includes(event.key.toLowerCase())) form.querySelector("textarea")?.focus();
    });
  // Enter in a box stores the form; in a comment it is a new line, so there it takes Control as well.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    asking.submitPlainly(form);
  });
  // A status is only read out when it changes after the page has come.
  const total = document.getElementById("total");
  const words = total.textContent;
  total.textContent = "";
  setTimeout(() => (total.textContent = words), 150);
})();
