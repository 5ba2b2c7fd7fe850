// Keeps the projector's page up to date: counts in place, and the whole scene when a host has done something.
(() => {
  const EVERY = 250; // milliseconds between looks
  const NEEDS = "fetch Promise DOMParser performance.now String.prototype.padStart";
  const screen = document.getElementById("screen");
  const lost = document.getElementById("lost");
  const stop = () => {
    // this browser cannot do it, which says nothing of the network
    lost.textContent = "This browser cannot follow the room by itself. Look again to see where it is.";
    lost.hidden = false;
    if (window.live) live.say(lost.textContent);
    if (window.asking) asking.stepAside();
  };
  if (!window.asking || !asking.ready(NEEDS) || !window.live) return stop();
  live.settle();
  const remaining = asking.countdown(),
    played = {}; // by the names of what was revealed: what was on when the page came has been seen

  const scene = () => screen.querySelector(".scene");

  // The timer counts down from what the server says is left, anew with each look: no clock of this machine has a part.
  const wind = () => {
    const timer = screen.querySelector("[data-seconds]");
    remaining.set(timer ? Number(timer.dataset.seconds) : null);
  };
  const tick = () => {
    const timer = screen.querySelector("[data-seconds]"),
      left = remaining.left();
    if (!timer || left === null) return;
    timer.querySelector(".as-of").hidden = true; // it runs
    timer.querySelector(".word").textContent = live.tellTime(timer, left);
    timer.querySelector(".clock").textContent =
      `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    timer.classList.toggle("over", left === 0);
  };

  // The hall's machine may have wider type than ours: the slide is set smaller until it holds what it says.
  const fit = () => {
    const slide = screen.querySelector(".slide");
    const holds = () =>
      [...slide.querySelectorAll(".fill, .fill section, .fill > div")].every(
        (part) => part.scrollHeight <= part.clientHeight + 2 || getComputedStyle(part).display === "inline",
      );
    for (let step = 1; step <= 5; step += 1) slide.classList.remove(`less-${step}`);
    for (let step = 1; step <= 5 && !holds(); step += 1) {
      slide.classList.remove(`less-${step - 1}`);
      slide.classList.add(`less-${step}`);
    }
  };

  const write = (node, words) => {
    if (node && node.textContent !== words) node.textContent = words;
  };
  const count = (now) => {
    for (const node of screen.querySelectorAll("[data-count]")) write(node, String(now[node.dataset.count]));
    for (const node of screen.querySelectorAll("[data-table]"))
      write(node, String(now.tables[node.dataset.table] || 0));
    for (const node of screen.querySelectorAll("[data-unit]"))
      write(node, node.dataset.unit.split("|")[now.people === 1 ? 0 : 1]);
    for (const bar of screen.querySelectorAll("progress[data-of]")) {
      bar.max = Math.max(1, now.people);
      bar.value = now[bar.dataset.of];
    }
  };

  // What is revealed is played once, however often its slide comes.
  const reveals = (seen) => {
    const slide = screen.querySelector(".slide"),
      name = slide.dataset.reveals;
    if (!seen && name && !played[name] && window.reveal) window.reveal.play(slide);
    played[name] = true;
  };

  const change = (html) => {
    if (window.reveal) window.reveal.finish();
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".scene");
    const before = live.pieces(screen);
    const moved = live.keepPlace(screen, () => asking.fill(screen, [document.adoptNode(fresh)]));
    document.title = `${live.wordsOf(screen.querySelector("h1"))}: ${screen.dataset.event} – LWS Assess`;
    const heard = moved && live.wordsOf(moved); // by the keyboard's coming there
    live.say(...live.news(before, screen).filter((words) => words !== heard));
    wind();
    fit();
    reveals(false);
  };

  // The event is over, or nobody is signed in any more: what is shown stays, and leads on.
  const part = () => {
    lost.textContent = "This screen does not follow the room any more. Look again.";
    lost.hidden = false;
    live.say(lost.textContent);
    asking.stepAside();
  };

  const look = async () => {
    const since = performance.now(),
      reply = await asking.ask(`${screen.dataset.now}?version=${scene().dataset.version}`);
    // Over, or signed out.
    if (reply.ours && reply.status < 500 && (reply.status !== 200 || reply.told.next)) return part();
    // Where the network is away, what is shown stays, and the hall is told nothing: the host's desk says so.
    if (reply.ours && reply.status === 200) {
      if (reply.told.scene) change(reply.told.scene);
      count(reply.told);
      live.tally(screen);
      if (reply.told.seconds !== undefined) remaining.set(reply.told.seconds, since);
    }
    wait();
  };
  const wait = () => setTimeout(() => look().catch(stop), EVERY);

  wind();
  fit();
  reveals(true);
  addEventListener("resize", fit);
  setInterval(tick, 250);
  wait();
})();
