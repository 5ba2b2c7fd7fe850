// A page that was fetched, without its styles: those of this page stand, and another page's would not be let in.
const parse = (html) => new DOMParser().parseFromString(html.replace(/<style[^]*?<\/style>/g, ""), "text/html");

// Keeps the host's page up to date. Without it the page works as well, by its link to look again.
(() => {
  const desk = document.querySelector(".desk[data-watch]");
  if (!desk) return;
  const EVERY = 1000, ANYWAY = 20_000;  // milliseconds between looks, and after which the page is read without a change
  const said = desk.querySelector("[data-said]");
  const came = new WeakMap();  // each part as it came from the server: counts and fitting change it afterwards
  let version = desk.dataset.version, asked = performance.now(), ends = null, read = [];

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
    if (moved) read.push(live.wordsOf(moved)); // by the keyboard's coming there
    wind();
    fit();
  };

  const change = async () => {
    const reply = await fetch(desk.dataset.page, { headers: { Accept: "text/html" } });
    const page = parse(await reply.text());
    const fresh = page.querySelector(".desk[data-watch]");
    if (!reply.ok || !fresh) return location.assign(desk.dataset.page);
    const before = live.pieces(document);
    read = [];
    for (const part of document.querySelectorAll("[data-part]")) {
      const twin = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (twin) swap(part, twin);
    }
    document.title = page.title;
    live.say(...live.news(before, document).filter((words) => !read.includes(words)));
    version = fresh.dataset.version;
    asked = performance.now();
  };

  // The picture is fitted as the screen is, so that it shows what the room sees.
  const fit = () => {
    const slide = desk.querySelector(".slide");
    if (!slide) return;
    const holds = () => [...slide.querySelectorAll(".fill, .fill section, .fill > div")]
      .every((part) => part.scrollHeight <= part.clientHeight + 2 || getComputedStyle(part).display === "inline");
    for (let step = 1; step <= 5; step += 1) slide.classList.remove(`less-${step}`);
    for (let step = 1; step <= 5 && !holds(); step += 1) {
      slide.classList.remove(`less-${step - 1}`);
      slide.classList.add(`less-${step}`);
    }
  };

  const write = (node, words) => { if (node.textContent !== words) node.textContent = words; };
  const count = ({ counts, tables }) => {
    for (const node of desk.querySelectorAll("[data-count]")) {
      if (node.dataset.count in counts) write(node, String(counts[node.dataset.count]));
    }
    for (const node of desk.querySelectorAll("[data-table]")) write(node, String(tables[node.dataset.table] ?? 0));
    for (const node of desk.querySelectorAll("[data-unit]")) write(node, node.dataset.unit.split("|")[counts.people === 1 ? 0 : 1]);
    for (const bar of desk.querySelectorAll("progress[data-of]")) {
      bar.max = Math.max(1, counts.people ?? 1);
      bar.value = counts[bar.dataset.of] ?? 0;
    }
  };

  // The timer of the screen's picture counts down by this machine's own clock.
  const wind = () => {
    const timer = desk.querySelector("[data-seconds]");
    ends = timer ? performance.now() + 1000 * Number(timer.dataset.seconds) : null;
  };
  const tick = () => {
    const timer = desk.querySelector("[data-seconds]");
    if (!timer || ends === null) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    write(timer.querySelector(".clock"), `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    write(timer.querySelector(".word"), live.tellTime(timer, left));
  };

  const tell = (words) => {
    if (said.textContent === words) return;
    write(said, words);
    live.say(words);
  };

  const look = async () => {
    try {
      const reply = await fetch(desk.dataset.watch, { headers: { Accept: "application/json" } });
      if (reply.redirected || reply.status === 404) return location.assign(desk.dataset.page);
      const now = await reply.json();
      if (now.state !== "running") return location.assign(desk.dataset.page);
      if (String(now.version) !== version || performance.now() - asked > ANYWAY) await change();
      count(now);
      live.tally(document);
      tell("");
    } catch {
      tell("No connection. What stands here may not be the latest.");
    }
    setTimeout(look, EVERY);
  };

  for (const part of document.querySelectorAll("[data-part]")) came.set(part, plain(part.innerHTML));
  live.tally(document);
  wind();
  fit();
  addEventListener("resize", fit);
  setInterval(tick, 250);
  setTimeout(look, EVERY);
})();

// What people wrote: says how many new ones there are, and takes them in without losing what is ticked or typed.
(() => {
  const link = document.querySelector("#fresh[data-watch]");
  if (!link) return;
  const EVERY = 2000;
  let known = Number(link.dataset.waiting);

  const take = async () => {
    const page = parse(await (await fetch(link.href)).text());
    const fresh = page.querySelector("#words");
    if (!fresh) return location.assign(link.href);
    if (!document.querySelector(".bulk")) return location.assign(link.href);
    const words = document.getElementById("words"), tabs = document.querySelector(".pick");
    const ticked = [...document.querySelectorAll("#words input:checked")].map((box) => box.value);
    live.keepPlace(words, () => live.replaceWhatChanged(words, fresh));
    for (const box of document.querySelectorAll("#words input[type=checkbox]")) box.checked = ticked.includes(box.value);
    known = Number(page.getElementById("fresh").dataset.waiting);
    link.textContent = "Look for new ones";
    delete link.dataset.tally;
    live.keepPlace(tabs, () => live.replaceWhatChanged(tabs, page.querySelector(".pick")));
    live.say(live.wordsOf(tabs.querySelector("[aria-current]")));
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    take().catch(() => location.assign(link.href));
  });

  const look = async () => {
    try {
      const { counts } = await (await fetch(link.dataset.watch, { headers: { Accept: "application/json" } })).json();
      if (counts.words > known) link.textContent = `${counts.words - known} new: show ${counts.words - known === 1 ? "it" : "them"}`;
      else if (counts.words < known) link.textContent = "Another host has looked at some: show what is left";
      if (counts.words !== known) link.dataset.tally = "new";
      live.tally(document);
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(look, EVERY);
  };
  live.tally(document);
  setTimeout(look, EVERY);
})();
