// Keeps the projector's page up to date: counts in place, and the whole scene when a host has done something.
(() => {
  const EVERY = 250, PATIENCE = 8;  // milliseconds between looks; looks that may fail before the room is told
  const screen = document.getElementById("screen");
  live.settle();
  const lost = document.getElementById("lost");
  let failed = 0, ends = null;

  const scene = () => screen.querySelector(".scene");

  // The timer counts down by this machine's own clock from what was left when the page was made.
  const wind = () => {
    const timer = screen.querySelector("[data-seconds]");
    ends = timer ? performance.now() + 1000 * Number(timer.dataset.seconds) : null;
  };
  const tick = () => {
    const timer = screen.querySelector("[data-seconds]");
    if (!timer || ends === null) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    timer.querySelector(".clock").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    timer.querySelector(".word").textContent = live.tellTime(timer, left);
    timer.classList.toggle("over", left === 0);
  };

  // The hall's machine may have wider type than ours: the slide is set smaller until it holds what it says.
  const fit = () => {
    const slide = screen.querySelector(".slide");
    const holds = () => [...slide.querySelectorAll(".fill, .fill section, .fill > div")]
      .every((part) => part.scrollHeight <= part.clientHeight + 2 || getComputedStyle(part).display === "inline");
    for (let step = 1; step <= 5; step += 1) slide.classList.remove(`less-${step}`);
    for (let step = 1; step <= 5 && !holds(); step += 1) {
      slide.classList.remove(`less-${step - 1}`);
      slide.classList.add(`less-${step}`);
    }
  };

  const write = (node, words) => { if (node && node.textContent !== words) node.textContent = words; };
  const count = (now) => {
    for (const node of screen.querySelectorAll("[data-count]")) write(node, String(now[node.dataset.count]));
    for (const node of screen.querySelectorAll("[data-table]")) write(node, String(now.tables[node.dataset.table] || 0));
    for (const node of screen.querySelectorAll("[data-unit]")) write(node, node.dataset.unit.split("|")[now.people === 1 ? 0 : 1]);
    for (const bar of screen.querySelectorAll("progress[data-of]")) {
      bar.max = Math.max(1, now.people);
      bar.value = now[bar.dataset.of];
    }
  };

  const change = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".scene");
    const before = live.pieces(screen);
    const moved = live.keepPlace(screen, () => screen.replaceChildren(document.adoptNode(fresh)));
    document.title = `${live.wordsOf(screen.querySelector("h1"))}: ${screen.dataset.event} – LWS Assess`;
    const read = moved && live.wordsOf(moved); // by the keyboard's coming there
    live.say(...live.news(before, screen).filter((words) => words !== read));
    wind();
    fit();
  };

  const tell = (words) => {
    if (lost.textContent === words) return;
    lost.textContent = words;
    lost.hidden = !words;
    live.say(words);
  };
  // Whoever looks has signed out, or the event was deleted.
  const part = () => {
    tell("This screen does not follow the room any more. ");
    lost.append(Object.assign(document.createElement("a"), { href: location.href, textContent: "Look again" }));
  };

  const look = async () => {
    try {
      const reply = await fetch(`${screen.dataset.now}?version=${scene().dataset.version}`, { headers: { Accept: "application/json" } });
      if (reply.redirected || reply.status === 404) return part();
      const now = await reply.json();
      if (now.scene) change(now.scene);
      count(now);
      live.tally(screen);
      failed = 0;
    } catch {
      failed += 1;  // the network is away for a moment: what is shown stays
    }
    tell(failed < PATIENCE ? "" : "No connection. This may not be the latest.");
    setTimeout(look, EVERY);
  };

  wind();
  fit();
  addEventListener("resize", fit);
  setInterval(tick, 250);
  setTimeout(look, EVERY);
})();
