// Adds "Show" to password fields. Without scripts they stay as they are.
(() => {
  if (!Element.prototype.after) return;
  for (const field of document.querySelectorAll("input[type=password]")) {
    const label = field.labels && field.labels[0];
    if (!label || !field.form) continue;
    const button = document.createElement("button");
    const say = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide password" : "Show password";
      button.setAttribute("aria-label", `${button.textContent}: ${label.textContent.trim()}`);
    };
    button.type = "button";
    button.className = "as-link show";
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => say(field.type === "password"));
    field.after(button);
    field.form.addEventListener("submit", () => say(false));
    say(false);
  }
})();
