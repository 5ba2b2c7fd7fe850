// Keeps the projector's page up to date: counts in place, and the whole scene when a host has done something.
(() => {
  const PATIENCE = 2000; // milliseconds for which looks may fail before those elsewhere are told
  const NEEDS = "fetch Promise DOMParser performance.now String.prototype.padStart URLSearchParams";
  const screen = document.getElementById("screen");
  const captions = document.getElementById("captions");
  const every = Number(screen.dataset.every); // milliseconds between looks
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
  let failed = 0; // looks, one after the other

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
    if (!slide) return;
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

  // Lines that stand there already stay the very elements that they were: a screen reader reads what is added.
  const caption = (lines) => {
    const off = document.querySelector("[data-captions-off]");
    if (captions.hidden !== !lines) {
      captions.hidden = !lines;
      fit();
    }
    if (off) off.hidden = !!lines;
    const names = (lines || []).map(([number, text]) => `${number} ${text}`);
    const nameOf = (one) => `${one.dataset.line} ${one.textContent}`;
    const stands = [...captions.children].filter((one) => names.includes(nameOf(one)) || one.remove());
    const there = stands.map(nameOf);
    for (const [number, text] of lines || []) {
      if (there.includes(`${number} ${text}`)) continue;
      const line = Object.assign(document.createElement("p"), { textContent: text, dir: "auto" });
      line.dataset.line = number;
      captions.appendChild(line);
    }
  };

  // A captioner's line goes without loading the page, one after the other, while the next is being typed. What was not
  // taken comes back into the field, and is known again when it is sent once more.
  const typing = document.getElementById("captioner");
  let last = Promise.resolve();
  const send = async ({ token, attempt, text }) => {
    const body = new URLSearchParams({ csrf_token: token, attempt, text });
    const reply = await asking.ask(typing.action, { body });
    const kept = reply.ours && reply.status === 200;
    const said = typing.querySelector("[data-not-sent]");
    said.textContent = kept ? "" : (reply.ours && reply.told.refusal) || "Not sent. Send it again.";
    said.hidden = kept;
    if (kept) return;
    live.warn(said.textContent);
    const { text: field, attempt: named } = typing.elements;
    field.value = `${text} ${field.value}`.trim();
    named.value = attempt;
  };
  const sendLine = (event) => {
    event.preventDefault();
    const { csrf_token: token, attempt, text } = typing.elements;
    if (!text.value.trim()) return;
    const line = { token: token.value, attempt: attempt.value, text: text.value };
    text.value = "";
    attempt.value = asking.newKey();
    last = last.then(() => send(line)).catch(stop);
  };

  const tell = (words) => {
    if (lost.textContent === words) return;
    lost.textContent = words;
    lost.hidden = !words;
    live.say(words);
  };
  // The event is over, or nobody is signed in any more: what is shown stays, and leads on.
  const part = () => {
    if (screen.dataset.elsewhere) {
      caption(null);
      if (typing) typing.hidden = true;
      const over = { textContent: "This link shows nothing any more" };
      asking.fill(screen, [Object.assign(document.createElement("h1"), over)]);
    }
    tell("This screen does not follow the room any more. Look again.");
    asking.stepAside();
  };

  const look = async () => {
    const since = performance.now(),
      reply = await asking.ask(`${screen.dataset.now}?version=${scene().dataset.version}`);
    // Over, or signed out.
    if (reply.ours && reply.status < 500 && (reply.status !== 200 || reply.told.next)) return part();
    // Where the network is away, what is shown stays, and the hall is told nothing: the host's desk says so.
    if (reply.ours && reply.status === 200) {
      caption(reply.told.captions);
      if (reply.told.scene) change(reply.told.scene);
      count(reply.told);
      live.tally(screen);
      if (reply.told.seconds !== undefined) remaining.set(reply.told.seconds, since);
    }
    failed = reply.ours && reply.status === 200 ? 0 : failed + 1;
    if (screen.dataset.elsewhere) {
      const away = reply.stranger ? asking.NOT_OURS : "No connection. This may not be the latest.";
      tell(failed * every < PATIENCE ? "" : away);
    }
    wait();
  };
  const wait = () => setTimeout(() => look().catch(stop), every);

  wind();
  fit();
  reveals(true);
  addEventListener("resize", fit);
  if (typing) typing.addEventListener("submit", sendLine);
  setInterval(tick, 250);
  wait();
})();
