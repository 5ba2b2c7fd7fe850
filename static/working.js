// Where sending a form takes a moment: says so, and takes no second press. Without it the page waits as usual.
const form = document.querySelector("form[data-working]");
const button = form.querySelector("button");
const said = document.getElementById("working");
const show = (words) => { // the button is not disabled, which would take the keyboard off it
  if (words) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
  said.textContent = words;
};
form.addEventListener("submit", (event) => {
  if (button.getAttribute("aria-disabled")) event.preventDefault();
  else show(form.dataset.working);
});
addEventListener("pageshow", () => show("")); // also when somebody comes back to the page as they left it
