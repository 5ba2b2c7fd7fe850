// What helps whoever types into forms of staff. Without scripts they stay as they are.

// Proposes an address while a name is typed, until somebody writes an address of their own.
(() => {
  const named = document.getElementById("name"),
    address = document.getElementById("key");
  if (!named || !address || !String.prototype.normalize) return;
  let proposed = address.value;
  named.addEventListener("input", () => {
    if (address.value !== proposed) return;
    const plain = named.value
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\u0300-\u036f'\u2019]/g, "");
    proposed = (plain.match(/[a-z0-9]+/g) || []).join("-").slice(0, 56).replace(/-+$/, "");
    address.value = proposed;
  });
})();

// Adds "Show" to password fields.
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
