// Dragging the parts of a programme, by mouse, pen or finger. Up and Down do the same without it, and by keyboard.
(() => {
  const NEEDS = `Element.prototype.setPointerCapture Element.prototype.prepend Element.prototype.before
    Element.prototype.after Object.entries`;
  const list = document.getElementById("programme");
  const status = document.getElementById("moves");
  if (!list || !window.asking || !asking.ready(NEEDS)) return;
  let dragged = null;
  let began = 0;

  const places = () => [...list.children];
  const say = (words) => (status.textContent = words);
  const place = () => places().indexOf(dragged) + 1;

  for (const item of list.children) {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.textContent = "\u22ee\u22ee";
    handle.setAttribute("aria-hidden", "true");
    handle.title = `Drag ${item.dataset.title}`;
    handle.addEventListener("pointerdown", (event) => begin(event, item, handle));
    item.prepend(handle);
  }
  for (const words of document.querySelectorAll(".if-script")) words.hidden = false;

  function begin(event, item, handle) {
    if (event.button > 0 || dragged) return;
    event.preventDefault();
    dragged = item;
    began = place();
    item.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", over);
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escaped);
  }

  // The part takes the place of those whose middle the pointer has passed.
  function over(event) {
    const edge = 60;
    if (event.clientY < edge) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - edge) window.scrollBy(0, 12);
    const before = place();
    bring(places().filter((item) => item !== dragged && middle(item) < event.clientY).length + 1);
    if (place() !== before) say(`${dragged.dataset.title}: number ${place()} of ${list.children.length}`);
  }

  // The others go past it, one by one: a part that left the page for a moment would be let go of.
  function bring(to) {
    while (place() < to) dragged.before(dragged.nextElementSibling);
    while (place() > to) dragged.after(dragged.previousElementSibling);
  }

  function middle(item) {
    const box = item.getBoundingClientRect();
    return box.top + box.height / 2;
  }

  function drop() {
    const moved = dragged;
    const to = place();
    finish();
    if (to !== began) send(moved.dataset.place, to);
  }

  function cancel() {
    bring(began);
    say(`${dragged.dataset.title} is back at number ${began}.`);
    finish();
  }

  function escaped(event) {
    if (event.key === "Escape") cancel();
  }

  function finish() {
    const handle = dragged.querySelector(".handle");
    handle.removeEventListener("pointermove", over);
    handle.removeEventListener("pointerup", drop);
    handle.removeEventListener("pointercancel", cancel);
    document.removeEventListener("keydown", escaped);
    dragged.classList.remove("dragged");
    dragged = null;
  }

  // A form like that of the buttons: the page comes back with its new times, and says where the part stands.
  function send(address, to) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    for (const [name, value] of Object.entries({ csrf_token: list.dataset.token, place: to })) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.appendChild(field);
    }
    document.body.appendChild(form);
    asking.submitPlainly(form);
  }
})();
