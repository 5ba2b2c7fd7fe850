// Arrow keys lead from slide to slide, and a button fills the screen. Without it the links on each slide do the same.
(() => {
  const slides = document.getElementById("slides"),
    all = [...slides.querySelectorAll("section")];
  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

  const here = () => Math.round(slides.scrollLeft / Math.max(1, slides.clientWidth));

  function show(number) {
    const slide = all[Math.max(0, Math.min(all.length - 1, number))];
    slides.scrollTo({ left: slide.offsetLeft - slides.offsetLeft });
    slide.querySelector("h1, h2").focus({ preventScroll: true });
    history.replaceState(null, "", `#${slide.id}`);
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

  slides.addEventListener("click", (clicked) => {
    const link = clicked.target.closest('a[href^="#"]');
    if (!link) return;
    clicked.preventDefault();
    show(all.findIndex((slide) => `#${slide.id}` === link.getAttribute("href")));
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
