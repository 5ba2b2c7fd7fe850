// Adds "Show" to password fields. Without scripts they stay as they are.
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  const say = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide password" : "Show password";
    button.setAttribute("aria-label", `${button.textContent}: ${field.labels[0].textContent.trim()}`);
  };
  button.type = "button";
  button.className = "as-link show";
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => say(field.type === "password"));
  field.after(button);
  field.form.addEventListener("submit", () => say(false));
  say(false);
}
