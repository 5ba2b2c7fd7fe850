// Keeps the host's page up to date. Its presses are sent without leaving the page, which outlives a network that goes: it
// keeps programme, notes and timer, and what was pressed waits in it and nowhere else. Without it forms work as always.
(() => {
  const desk = document.querySelector(".desk[data-watch]");
  const NEEDS = `fetch Promise DOMParser FormData URLSearchParams URLSearchParams.prototype.append WeakMap
    performance.now String.prototype.padStart Array.prototype.includes Element.prototype.closest
    Element.prototype.matches Element.prototype.remove Element.prototype.scrollIntoView`;
  if (!desk || !window.asking || !asking.ready(NEEDS) || !window.live) return;
  const EVERY = 1000,
    ANYWAY = 20000, // milliseconds between looks, and after which the page is read without a change
    SOON = 600, // after which a press that has no answer yet is said to be on its way
    PATIENCE = 4000, // after which a look that has no answer counts as one without a connection
    MARKS = [120, 0]; // seconds left at which the page has something new to say to hosts
  const CONNECTED = "Connected.",
    AGAIN = "Connected again.",
    LOST = "No connection.",
    WAITS = "What you press waits here.",
    BEFOREHAND = "If the network goes, leave this page open.",
    STAY =
      `${WAITS} Programme, notes and timer stay. Leave this page open: without a network it cannot be loaded
      again. If it lasts, go on from another device.`.replace(/\s+/g, " ");
  const bar = document.getElementById("connection"),
    said = desk.querySelector("[data-said]"),
    beside = desk.querySelector("[data-beside]"),
    list = desk.querySelector("[data-waiting]");
  const remaining = asking.countdown();
  const came = new WeakMap(); // each part as it came from the server: counts and fitting change it afterwards
  let version = desk.dataset.version,
    lastRead = performance.now(),
    before = null, // seconds that were left when last looked at
    heard = [],
    asked = null, // when the server was asked that has not answered yet
    next = 0,
    settled = null, // the form whose press was answered: its part is taken in, whatever was typed there
    away = false, // whether our service did not answer last time
    aside = false; // whether this browser proved unable to do all this

  const { plain } = live;
  const isBusy = (part) => {
    const at = document.activeElement;
    if (part.contains(at) && at.matches("input, select, textarea")) return true;
    return [...part.querySelectorAll("input:not([type=hidden])")].some((i) => i.value !== i.defaultValue);
  };

  // A part takes its new content and keeps what was open and where the keyboard was.
  const swap = (part, fresh) => {
    const own = settled && part.contains(settled);
    if (!own && (came.get(part) === plain(fresh.innerHTML) || isBusy(part))) return;
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
  const faultOf = ({ ours, stranger, status }) =>
    stranger ? asking.NOT_OURS : !ours || status >= 500 ? LOST : "";

  // Imaginary people of a rehearsal who have not had their turn yet: they are let on a part at a time.
  const goOn = async () => {
    const form = desk.querySelector("form[data-goes-on]");
    if (!form) return "";
    const body = new URLSearchParams(new FormData(form)).toString();
    const reply = await asking.ask(form.getAttribute("action"), { body });
    return faultOf(reply) || change();
  };

  const change = async () => {
    const reply = await asking.ask(desk.dataset.page, { page: true });
    if (faultOf(reply)) return faultOf(reply); // asked for again with the next look
    if (reply.status !== 200 || !takeIn(reply.page)) location.assign(desk.dataset.page);
    return "";
  };

  // Shows where the room is by a page of the desk. False where it is none.
  const takeIn = (page) => {
    const fresh = page && page.querySelector(".desk[data-watch]");
    if (!fresh) return false;
    if (Number(fresh.dataset.version) < Number(version)) return true; // it was asked for before another came
    const earlier = live.pieces(document);
    heard = [];
    for (const part of document.querySelectorAll("[data-part]")) {
      const twin = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (twin) swap(part, twin);
    }
    document.title = page.title;
    version = fresh.dataset.version;
    moveTo(fresh.dataset.moves);
    lastRead = performance.now();
    live.say(...live.news(earlier, document).filter((words) => !heard.includes(words)));
    showWaiting();
    return true;
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
    if (asked !== null && performance.now() - asked > PATIENCE) tell(LOST);
    if (!timer || left === null) return;
    timer.querySelector(".as-of").hidden = true; // it runs
    write(timer.querySelector(".word"), live.tellTime(timer, left));
    const figures = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    write(timer.querySelector(".clock"), figures);
    const beside = desk.querySelector(".clock-left");
    if (beside && left)
      write(beside, `${figures} left`); // the page says how long the time has been up
    else if (beside && away) write(beside, "The time is up.");
    if (before !== null && MARKS.some((mark) => before > mark && left <= mark)) lastRead = -ANYWAY;
    before = left;
  };

  // --- the connection -------------------------------------------------------------------------------------------

  // Says beside the buttons how the connection is: shown as long as it is so, and said once.
  const tell = (fault) => {
    const words = fault || (away || said.textContent === AGAIN ? AGAIN : CONNECTED);
    away = Boolean(fault);
    bar.classList.toggle("warn", away);
    if (said.textContent === words) return;
    said.textContent = words;
    beside.textContent = away ? STAY : BEFOREHAND;
    live.say(away ? `${words} ${WAITS}` : words);
    showWaiting();
  };

  // What would take the page away for one that cannot come.
  const holdBack = (event) => {
    const link = event.target.closest("a[href]");
    if (!away || !link || link.target || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    beside.textContent = `“${live.wordsOf(link)}” cannot be opened without a network. Stay on this page.`;
    live.say(beside.textContent);
  };

  // --- presses --------------------------------------------------------------------------------------------------

  const waiting = []; // what was pressed and is not settled, the oldest first: in this page, and nowhere else
  let tapped = null, // the button that was pressed last
    made = null, // the move at which the last press was made that was done
    turn = Promise.resolve(); // presses go one after the other

  // Presses are made at where the room is now. Those that were made just before one of this page's own go on with it.
  const moveTo = (moves) => {
    for (const one of waiting)
      if (one.moves === made && Number(moves) === Number(made) + 1) one.moves = moves;
    if (moves !== made) made = null;
    desk.dataset.moves = moves;
    for (const field of desk.querySelectorAll("[name=moves]")) field.value = moves;
  };

  const typedIn = (form) =>
    [...form.querySelectorAll(".govuk-input, option:checked, label input:checked")]
      .map((one) => (one.matches(".govuk-input") ? one.value : live.wordsOf(one.closest("option, label"))))
      .filter(Boolean)
      .join(", ");

  const take = (form) => {
    const button = form.contains(tapped) ? tapped : form.querySelector("button"),
      fields = new URLSearchParams(new FormData(form)),
      typed = typedIn(form);
    if (button.getAttribute("aria-disabled")) return;
    if (button.name) fields.append(button.name, button.value);
    calm();
    const words = live.wordsOf(button) + (typed && `: ${typed}`),
      byItself = "later" in form.dataset,
      note = document.createElement("p"); // where it was pressed
    Object.assign(note, { className: "hint", textContent: "This waits for the connection." });
    const press = {
      form,
      button,
      note,
      fields,
      typed,
      words,
      byItself,
      to: form.action,
      moves: fields.get("moves"),
    };
    waiting.filter((one) => one.to === press.to).forEach(forget); // pressed anew
    waiting.push(press);
    button.setAttribute("aria-disabled", "true"); // and not disabled, which would take the keyboard off it
    send(press);
  };

  const send = (press) => {
    press.sending = true;
    press.shown = setTimeout(showWaiting, SOON);
    turn = turn.then(() => sendNow(press)).catch(() => plainly(press));
  };

  const sendNow = async (press) => {
    press.fields.set("moves", press.moves);
    press.fields.set("csrf_token", desk.querySelector("[name=csrf_token]").value);
    const reply = await asking.ask(press.to, { body: press.fields.toString(), page: true }),
      fault = faultOf(reply);
    clearTimeout(press.shown);
    press.sending = false;
    press.button.removeAttribute("aria-disabled");
    if (fault) {
      press.late = true;
      press.button.parentNode?.insertBefore(press.note, press.button.nextSibling);
      press.note.scrollIntoView({ block: "nearest" });
      live.say(`“${press.words}” waits.`);
      tell(fault);
      return showWaiting();
    }
    press.answered = true;
    const to = reply.told.next;
    if (to === desk.dataset.page) return done(press);
    if (to) return location.assign(to); // signed out, or over
    if (press.late) offer(press);
    else forget(press);
    settled = press.late ? null : press.form;
    if (!takeIn(reply.page)) return location.assign(desk.dataset.page);
    settled = null;
    if (!press.late) refuse(reply.page);
  };

  const done = async (press) => {
    const heading = live.wordsOf(desk.querySelector("h1"));
    forget(press);
    made = press.moves;
    if (press.form.isConnected && typedIn(press.form) === press.typed) press.form.reset();
    settled = press.form;
    const fault = await change();
    settled = null;
    if (fault) return tell(fault);
    if (press.late) {
      beside.textContent = `Done now: “${press.words}”.`;
      live.say(beside.textContent);
    } else if (live.wordsOf(desk.querySelector("h1")) !== heading) scrollTo(0, 0);
  };

  // As without scripts, now and from now on. What was done is not done once more.
  const plainly = (press) => {
    stop();
    if (press.answered) location.assign(desk.dataset.page);
    else asking.submitPlainly(press.form, press.button);
  };

  const forget = (press) => {
    const at = waiting.indexOf(press);
    if (at >= 0) waiting.splice(at, 1);
    clearTimeout(press.shown);
    press.note.remove();
    showWaiting();
  };

  // There is a connection again. What shows, opens or ends anything, and what the room has overtaken, is offered and
  // never done by itself.
  const catchUp = () => {
    for (const press of waiting.filter((one) => one.late && !one.sending && !one.offered)) {
      if (press.byItself && press.moves === desk.dataset.moves) send(press);
      else offer(press);
    }
  };
  const offer = (press) => {
    press.offered = true;
    press.note.remove();
    live.say(wordsOf(press));
    showWaiting();
  };

  const wordsOf = ({ words, sending, offered, moves }) => {
    if (sending) return `Sending “${words}”…`;
    if (!offered) return `“${words}” waits for the connection.`;
    if (moves === desk.dataset.moves) return `“${words}” was not done: there was no connection.`;
    const last = live.wordsOf(document.querySelector("[data-part=last] [data-say]"));
    return `“${words}” was pressed without a connection, and the room has moved since. The last thing that a host did:
      ${last}. Press it again only if it is still to be done.`.replace(/\s+/g, " ");
  };

  // Each press that waits has a line beside the buttons, with what can be done about it.
  const showWaiting = () => {
    for (const press of waiting.filter((one) => one.late || one.sending)) {
      press.line ||= lineOf(press);
      write(press.line.firstChild, wordsOf(press));
      press.again.hidden = !press.offered || press.sending;
      press.back.hidden = press.sending;
      write(press.back, press.offered ? "Leave it" : "Take it back");
      press.back.setAttribute("aria-label", `${press.back.textContent}: ${press.words}`);
      if (!press.line.parentNode) list.appendChild(press.line);
    }
    for (const line of [...list.children])
      if (!waiting.some((press) => press.line === line)) live.keepPlace(bar, () => line.remove());
  };

  const lineOf = (press) => {
    const [line, words] = ["li", "p"].map((tag) => document.createElement(tag));
    const [again, back] = ["Do it now", ""].map((name) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button small quiet", textContent: name });
      return button;
    });
    again.className = "button small";
    again.setAttribute("aria-label", `Do it now: ${press.words}`);
    again.addEventListener("click", () => {
      Object.assign(press, { offered: false, late: false, moves: desk.dataset.moves });
      send(press);
    });
    back.addEventListener("click", () => forget(press));
    asking.fill(line, [words, again, back]);
    Object.assign(press, { again, back });
    return line;
  };

  // What was refused is said as a page that refuses a form says it.
  const refuse = (page) => {
    const box = page.querySelector("main > .govuk-error-summary"),
      main = document.querySelector("main");
    if (!box) return;
    for (const one of box.querySelectorAll("[role]")) one.removeAttribute("role"); // the keyboard comes there
    main.insertBefore(document.adoptNode(box), main.firstChild);
    scrollTo(0, 0);
    box.focus({ preventScroll: true });
  };
  const calm = () => {
    for (const old of document.querySelectorAll("main > .govuk-error-summary, .desk .fault")) old.remove();
    for (const field of desk.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    document.title = document.title.replace(/^Error: /, "");
  };

  // --- looking --------------------------------------------------------------------------------------------------

  const look = async () => {
    clearTimeout(next);
    if (asked !== null || aside) return;
    const since = performance.now();
    asked = since;
    const reply = await asking.ask(desk.dataset.watch),
      now = reply.told;
    asked = null;
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
    if (!fault) catchUp();
    next = setTimeout(lookAgain, EVERY);
  };
  const lookAgain = () => look().catch(stop);
  const stop = () => {
    // this browser cannot do it, which says nothing of the network
    asking.stepAside();
    aside = true;
    said.textContent = "This browser cannot keep the page up to date by itself.";
    beside.textContent = "";
    live.say(said.textContent);
  };

  for (const part of document.querySelectorAll("[data-part]")) came.set(part, plain(part.innerHTML));
  bar.hidden = false;
  live.tally(document);
  wind();
  fit();
  document.addEventListener("click", (event) => {
    tapped = event.target.closest("button");
    if (!aside) holdBack(event);
  });
  desk.addEventListener("submit", (event) => {
    if (aside) return;
    event.preventDefault();
    take(event.target);
  });
  addEventListener("beforeunload", (event) => {
    if (away && !aside) event.returnValue = ""; // the browser asks whether to leave a page that cannot come again
  });
  addEventListener("offline", () => aside || tell(LOST));
  addEventListener("online", lookAgain);
  addEventListener("resize", fit);
  setInterval(tick, 250);
  next = setTimeout(lookAgain, EVERY);
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
