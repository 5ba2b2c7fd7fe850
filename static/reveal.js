// Plays what a slide reveals: bars grow, figures run up, people walk to where they stand now, bands come up out of the
// ground. Everything stands in its place from the beginning, so whoever has no scripts, or wants no movement, sees the
// end at once, and screen readers are told that. Only transform and opacity move, and the figures that run up.
//
//   data-reveal   grow, stretch, turn, walk, rise, bloom, show or run
//   data-after    milliseconds until it begins
//   data-by       how far: degrees of a turn, across and down of a walk
//   data-about    the point that a turn goes round
(() => {
  const GENTLY = "cubic-bezier(.3, 0, .2, 1)",
    EVERY = 60, // milliseconds between two figures that run up
    LASTING = { grow: 700, stretch: 700, turn: 900, walk: 1100, rise: 800, bloom: 900, show: 500, run: 1000 };
  const canMove = () =>
    Element.prototype.animate &&
    window.requestAnimationFrame &&
    !(window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches);

  // Where each begins; it ends where it stands.
  const BEGINNINGS = {
    grow: () => ({ transform: "scaleY(0)" }),
    stretch: () => ({ transform: "scaleX(0)" }),
    turn: (one) => ({ transform: `rotate(${one.dataset.by}deg)` }),
    walk: (one) => {
      const [across, down] = one.dataset.by.split(" ");
      return { transform: `translate(${across}px, ${down}px)` };
    },
    rise: () => ({ opacity: 0, transform: "translateY(40%)" }),
    bloom: () => ({ opacity: 0, transform: "scale(.6)" }),
    show: () => ({ opacity: 0 }),
    run: () => ({ opacity: 0 }),
  };

  let moving = [],
    running = [],
    frame = 0;

  const afterOf = (one) => Number(one.dataset.after || 0);
  const start = (one) => {
    const how = one.dataset.reveal;
    if (one.dataset.about) one.style.transformOrigin = `${one.dataset.about.split(" ").join("px ")}px`;
    moving.push(
      one.animate([BEGINNINGS[how](one), { opacity: 1, transform: "none" }], {
        duration: how === "run" ? 150 : LASTING[how],
        delay: afterOf(one),
        easing: GENTLY,
        fill: "backwards",
      }),
    );
    if (how === "run") prepare(one);
  };

  // A figure at the beginning of some words, with as many decimals as it has at its end.
  const prepare = (one) => {
    const words = one.textContent,
      found = words.match(/^(\D{0,6})(\d[\d,]*)(\.\d+)?/);
    if (!found) return;
    const figure = found[2] + (found[3] || "");
    running.push({
      one,
      words,
      before: found[1],
      rest: words.slice(found[0].length),
      end: Number(figure.replace(/,/g, "")),
      places: found[3] ? found[3].length - 1 : 0,
      grouped: figure.includes(","),
    });
  };
  const write = (node, words) => {
    if (node.textContent !== words) node.textContent = words;
  };
  const withCommas = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  // Figures are written anew some times a second: each time the words round them are laid out again.
  const step = (began, wrote) => {
    const passed = performance.now() - began;
    if (passed - wrote < EVERY) {
      frame = requestAnimationFrame(() => step(began, wrote));
      return;
    }
    running = running.filter((run) => {
      const share = Math.min(1, Math.max(0, (passed - afterOf(run.one)) / LASTING.run));
      if (share === 1) write(run.one, run.words);
      else {
        const digits = (run.end * (1 - (1 - share) ** 3)).toFixed(run.places);
        write(run.one, `${run.before}${run.grouped ? withCommas(digits) : digits}${run.rest}`);
      }
      return share < 1;
    });
    frame = running.length ? requestAnimationFrame(() => step(began, passed)) : 0;
  };

  // All of it stands where it ends.
  const finish = () => {
    if (frame) cancelAnimationFrame(frame);
    frame = 0;
    for (const one of moving) one.cancel();
    for (const run of running) write(run.one, run.words);
    moving = [];
    running = [];
  };
  const play = (slide) => {
    finish();
    if (!canMove()) return;
    slide.querySelectorAll("[data-reveal]").forEach(start);
    if (running.length) step(performance.now(), -EVERY);
  };

  window.reveal = { play, finish };
})();
