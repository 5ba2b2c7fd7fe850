// Keeps the projector's page up to date: counts in place, and the whole scene when a host has done something.
(() => {
  const EVERY = 500, PATIENCE = 4;  // milliseconds between looks; looks that may fail before the room is told
  const screen = document.getElementById("screen");
  const said = document.getElementById("said");
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
    timer.lastElementChild.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    timer.classList.toggle("over", left === 0);
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

  const change = async () => {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const html = (await reply.text()).replace(/<style[^]*?<\/style>/g, ""); // this page's styles stand
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("#screen .scene");
    if (!reply.ok || !fresh) return location.reload();
    screen.replaceChildren(document.adoptNode(fresh));
    document.title = page.title;
    said.textContent = fresh.dataset.title;
    wind();
  };

  const look = async () => {
    try {
      const reply = await fetch(screen.dataset.now, { headers: { Accept: "application/json" } });
      if (reply.redirected || reply.status === 404) return location.reload();
      const now = await reply.json();
      if (String(now.version) !== scene().dataset.version) await change();
      count(now);
      failed = 0;
    } catch {
      failed += 1;  // the network is away for a moment: what is shown stays
    }
    lost.hidden = failed < PATIENCE;
    setTimeout(look, EVERY);
  };

  wind();
  setInterval(tick, 250);
  setTimeout(look, EVERY);
})();
