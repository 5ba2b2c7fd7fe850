// Arrow keys lead from slide to slide, and a button fills the screen. Without it the links on each slide do the same.
(() => {
  const slides = document.getElementById("slides"),
    all = [...slides.querySelectorAll("section")];
  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

  const here = () => Math.floor(slides.scrollLeft / Math.max(1, slides.clientWidth) + 0.5);

  function show(number) {
    const slide = all[Math.max(0, Math.min(all.length - 1, number))];
    slides.scrollTo({ left: slide.offsetLeft - slides.offsetLeft });
    slide.querySelector("h2").focus({ preventScroll: true });
    if (history.replaceState) history.replaceState(null, "", `#${slide.id}`);
  }

  document.addEventListener("keydown", (pressed) => {
    if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey) return;
    let number = null;
    if (pressed.key in steps) number = here() + steps[pressed.key];
    if (pressed.key === "Home") number = 0;
    if (pressed.key === "End") number = all.length - 1;
    if (number === null) return;
    pressed.preventDefault();
    show(number);
  });

  all.forEach((slide, number) => {
    for (const link of slide.querySelectorAll('.ways a[href^="#"]'))
      link.addEventListener("click", (clicked) => {
        clicked.preventDefault();
        show(number + (link.rel === "prev" ? -1 : 1));
      });
  });

  if (document.fullscreenEnabled)
    for (const button of slides.querySelectorAll(".full")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else document.documentElement.requestFullscreen();
      });
    }
})();
