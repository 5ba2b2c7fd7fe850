// Keeps the host's page up to date. Without it the page works as well, by its link to look again.
(() => {
  const desk = document.querySelector(".desk[data-watch]");
  const NEEDS = `fetch Promise DOMParser WeakMap FormData URLSearchParams performance.now String.prototype.padStart
    Element.prototype.closest Element.prototype.matches`;
  if (!desk || !window.asking || !asking.ready(NEEDS) || !window.live) return;
  const EVERY = 1000,
    ANYWAY = 20000, // milliseconds between looks, and after which the page is read without a change
    MARKS = [120, 0]; // seconds left at which the page has something new to say to hosts
  const said = desk.querySelector("[data-said]");
  const remaining = asking.countdown();
  const came = new WeakMap(); // each part as it came from the server: counts and fitting change it afterwards
  let version = desk.dataset.version,
    lastRead = performance.now(),
    before = null, // seconds that were left when last looked at
    heard = [];

  const { plain } = live;
  const isBusy = (part) => {
    const at = document.activeElement;
    if (part.contains(at) && at.matches("input, select, textarea")) return true;
    return [...part.querySelectorAll("input:not([type=hidden])")].some((i) => i.value !== i.defaultValue);
  };

  // A part takes its new content and keeps what was open and where the keyboard was.
  const swap = (part, fresh) => {
    if (came.get(part) === plain(fresh.innerHTML) || isBusy(part)) return;
    const open = [...part.querySelectorAll("details[open][id]")].map((d) => d.id);
    came.set(part, plain(fresh.innerHTML));
    const moved = live.keepPlace(part, () => {
      live.replaceWhatChanged(part, fresh);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    });
    if (moved) heard.push(live.wordsOf(moved)); // by the keyboard's coming there
    wind();
    fit();
  };

  // What is to be told of a reply that is of no use.
  const faultOf = ({ ours, stranger, status }) => {
    if (stranger) return `${asking.NOT_OURS} What stands here may not be the latest.`;
    return !ours || status >= 500 ? "No connection. What stands here may not be the latest." : "";
  };

  // Imaginary people of a rehearsal who have not had their turn yet: they are let on a part at a time.
  const goOn = async () => {
    const form = desk.querySelector("form[data-goes-on]");
    if (!form) return "";
    const body = new URLSearchParams(new FormData(form)).toString();
    const reply = await asking.ask(form.getAttribute("action"), { body });
    return faultOf(reply) || change();
  };

  const change = async () => {
    const reply = await asking.ask(desk.dataset.page, { page: true }),
      { status, page } = reply;
    if (faultOf(reply)) return faultOf(reply); // asked for again with the next look
    const fresh = page && status === 200 && page.querySelector(".desk[data-watch]");
    if (!fresh) {
      location.assign(desk.dataset.page);
      return "";
    }
    const before = live.pieces(document);
    heard = [];
    for (const part of document.querySelectorAll("[data-part]")) {
      const twin = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (twin) swap(part, twin);
    }
    document.title = page.title;
    version = fresh.dataset.version;
    lastRead = performance.now();
    live.say(...live.news(before, document).filter((words) => !heard.includes(words)));
    return "";
  };

  // The picture is fitted as the screen is, so that it shows what the room sees.
  const fit = () => {
    const slide = desk.querySelector(".slide");
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
    if (node.textContent !== words) node.textContent = words;
  };
  const count = ({ counts, tables }) => {
    for (const node of desk.querySelectorAll("[data-count]")) {
      if (node.dataset.count in counts) write(node, String(counts[node.dataset.count]));
    }
    for (const node of desk.querySelectorAll("[data-table]"))
      write(node, String(tables[node.dataset.table] ?? 0));
    for (const node of desk.querySelectorAll("[data-unit]"))
      write(node, node.dataset.unit.split("|")[counts.people === 1 ? 0 : 1]);
    for (const bar of desk.querySelectorAll("progress[data-of]")) {
      bar.max = Math.max(1, counts.people ?? 1);
      bar.value = counts[bar.dataset.of] ?? 0;
    }
  };

  // The timer of the screen's picture counts down from what the server says is left.
  const wind = () => {
    const timer = desk.querySelector("[data-seconds]");
    remaining.set(timer ? Number(timer.dataset.seconds) : null);
    if (!timer) before = null;
    tick();
  };
  const tick = () => {
    const timer = desk.querySelector("[data-seconds]"),
      left = remaining.left();
    if (!timer || left === null) return;
    timer.querySelector(".as-of").hidden = true; // it runs
    write(timer.querySelector(".word"), live.tellTime(timer, left));
    const figures = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    write(timer.querySelector(".clock"), figures);
    const beside = desk.querySelector(".clock-left");
    if (beside && left) write(beside, `${figures} left`); // the page says how long the time has been up
    if (before !== null && MARKS.some((mark) => before > mark && left <= mark)) lastRead = -ANYWAY;
    before = left;
  };

  const tell = (words) => {
    if (said.textContent === words) return;
    said.textContent = words;
    live.say(words);
  };

  const look = async () => {
    const since = performance.now(),
      reply = await asking.ask(desk.dataset.watch),
      now = reply.told;
    let fault = faultOf(reply);
    if (!fault) {
      // Over, or signed out.
      if (reply.status !== 200 || now.state !== "running") return location.assign(desk.dataset.page);
      if (now.seconds !== undefined) remaining.set(now.seconds, since);
      if (String(now.version) !== version || performance.now() - lastRead > ANYWAY) fault = await change();
      if (!fault) fault = await goOn();
      count(now);
      live.tally(document);
    }
    tell(fault);
    wait();
  };
  const stop = () => {
    // this browser cannot do it, which says nothing of the network
    asking.stepAside();
    tell("This browser cannot keep the page up to date by itself.");
  };
  const wait = () => setTimeout(() => look().catch(stop), EVERY);

  for (const part of document.querySelectorAll("[data-part]")) came.set(part, plain(part.innerHTML));
  live.tally(document);
  wind();
  fit();
  addEventListener("resize", fit);
  setInterval(tick, 250);
  wait();
})();

// What people wrote: says how many new ones there are, and takes them in without losing what is ticked or typed.
(() => {
  const link = document.querySelector("#fresh[data-watch]");
  if (
    !link ||
    !window.asking ||
    !asking.ready("fetch Promise DOMParser Element.prototype.after") ||
    !window.live
  )
    return;
  const EVERY = 2000;
  let known = Number(link.dataset.waiting);

  const note = document.createElement("span");
  link.after(note);
  const tell = (stranger) => {
    note.textContent = stranger ? ` ${asking.NOT_OURS}` : " No connection. Try again.";
    live.say(note.textContent.trim());
  };

  const take = async () => {
    const { ours, stranger, status, page } = await asking.ask(link.href, { page: true });
    if (!ours || status >= 500) return tell(stranger);
    const fresh = page && page.getElementById("words");
    if (!fresh || !document.querySelector(".bulk")) return location.assign(link.href);
    note.textContent = "";
    const ticked = [...document.querySelectorAll("#words input:checked")].map((box) => box.value);
    const words = document.getElementById("words"),
      tabs = document.querySelector(".pick");
    live.keepPlace(words, () => live.replaceWhatChanged(words, fresh));
    for (const box of document.querySelectorAll("#words input[type=checkbox]"))
      box.checked = ticked.includes(box.value);
    known = Number(page.getElementById("fresh").dataset.waiting);
    link.textContent = "Look for new ones";
    link.removeAttribute("data-tally");
    live.keepPlace(tabs, () => live.replaceWhatChanged(tabs, page.querySelector(".pick")));
    live.say(live.wordsOf(tabs.querySelector("[aria-current]")));
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    take().catch(() => location.assign(link.href));
  });

  const look = async () => {
    const { ours, status, told } = await asking.ask(link.dataset.watch);
    if (ours && status === 200 && told.counts) {
      const { words } = told.counts;
      if (words > known)
        link.textContent = `${words - known} new: show ${words - known === 1 ? "it" : "them"}`;
      else if (words < known) link.textContent = "Another host has looked at some: show what is left";
      if (words !== known) link.dataset.tally = "new";
      live.tally(document);
    }
    wait();
  };
  const wait = () => setTimeout(() => look().catch(asking.stepAside), EVERY);
  live.tally(document);
  wait();
})();
