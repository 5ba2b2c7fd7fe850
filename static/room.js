// A phone in a room. It follows what the room does without wiping what somebody has begun to write, and keeps what
// cannot be sent until there is a network again. Every form also works without it.
(() => {
  const LOOK = 1750, LOOK_HIDDEN = 15000, TRY_AGAIN = 3000, GIVE_UP = 10000, TIME_TO_READ = 10000; // milliseconds
  const keyOf = (code, what) => `room ${code} ${what}`;

  const left = document.getElementById("left");
  if (left) { // nothing of the room stays on this device
    const mine = (key) => key.startsWith(keyOf(left.dataset.code, "")) || key.startsWith("waits ");
    for (const kept of [localStorage, sessionStorage])
      Object.keys(kept).filter(mine).forEach((key) => kept.removeItem(key));
    return;
  }

  let room = document.getElementById("room");
  if (!room) return;
  const code = room.dataset.code, at = room.dataset.at;
  const said = document.getElementById("said"), unsentBox = document.getElementById("unsent");
  let version = Number(room.dataset.version), gathered = Number(room.dataset.gathered);
  let begun = false; // whether somebody has filled in part of the form
  let unheard = 0; // how often in a row nothing was heard

  const say = (words) => { said.textContent = words; };
  const formHere = () => room.querySelector("form[data-sends]");

  // --- what waits on this phone ---------------------------------------------------------------------------------

  const BOX = keyOf(code, "unsent");
  const readBox = () => { try { return JSON.parse(localStorage.getItem(BOX)) || []; } catch { return []; } };
  const writeBox = (items) => {
    try { items.length ? localStorage.setItem(BOX, JSON.stringify(items)) : localStorage.removeItem(BOX); } catch { memory = items; }
  };
  let memory = null; // where the browser keeps nothing
  const unsent = () => memory || readBox();
  const put = (item) => {
    const others = unsent().filter((one) => !(item.once && one.to === item.to)); // a vote changed before it was sent
    writeBox([...others, item]);
  };
  const drop = (item) => {
    const rest = unsent().filter((one) => one.id !== item.id);
    if (memory) memory = rest; else writeBox(rest);
  };

  const showUnsent = () => {
    const count = unsent().length;
    const words = count
      ? `Kept on this phone. It is sent as soon as there is a network. Waiting: ${count}.`
      : "There is no network just now. What you send is kept on this phone until there is.";
    unsentBox.hidden = !(count && away) && unheard < 3;
    if (!unsentBox.hidden && unsentBox.textContent !== words) {
      const line = document.createElement("p");
      line.textContent = words;
      unsentBox.replaceChildren(line);
    }
  };

  const post = async (item) => {
    try {
      const reply = await fetch(item.to, {
        method: "POST", body: item.body, signal: AbortSignal.timeout(GIVE_UP),
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (reply.status >= 500) return { away: true };
      const told = await reply.json().catch(() => ({}));
      return { status: reply.status, kept: reply.ok, words: told.refusal || "This could not be taken." };
    } catch { return { away: true }; }
  };

  let away = false, sending = null, again = 0, sent = 0; // how often something has reached the service
  // Sends what waits, the oldest first; gives back what became of each.
  const sendAll = () => (sending ||= (async () => {
    const became = new Map();
    clearTimeout(again);
    for (let item; (item = unsent()[0]); ) {
      const outcome = await post(item);
      away = Boolean(outcome.away);
      became.set(item.id, outcome);
      if (away) { again = setTimeout(sendLater, TRY_AGAIN); break; }
      drop(item);
      sent += 1;
    }
    showUnsent();
    return became;
  })().finally(() => { sending = null; }));

  // What had waited, once there is a network: the page is then looked at anew.
  const sendLater = async () => {
    if (!unsent().length) return;
    const became = [...(await sendAll()).values()];
    const refused = became.find((one) => one.status >= 400);
    if (became.some((one) => one.kept)) say("What was kept on this phone has been sent.");
    if (became.some((one) => one.status)) await refresh(false);
    if (refused) warn(refused.words);
  };

  // --- forms ----------------------------------------------------------------------------------------------------

  // What was refused is said as a page that refuses a form says it: first, in the title too, and with the focus.
  let warned = -TIME_TO_READ;
  const warn = (words) => {
    calm();
    warned = performance.now();
    const [box, heading, list, line, way] = ["div", "h2", "ul", "li", "a"].map((tag) => document.createElement(tag));
    box.className = "govuk-error-summary";
    box.tabIndex = -1;
    heading.className = "govuk-error-summary__title";
    heading.textContent = "There is a problem";
    way.href = "#page";
    way.textContent = words;
    line.append(way);
    list.append(line);
    box.append(heading, list);
    document.querySelector("main").prepend(box);
    document.title = `Error: ${document.title}`;
    scrollTo(0, 0);
    box.focus({ preventScroll: true });
  };
  const calm = () => {
    document.querySelectorAll("main > .govuk-error-summary").forEach((old) => old.remove());
    document.title = document.title.replace(/^Error: /, "");
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#room form[data-sends]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.disabled) return;
    calm();
    const kind = form.dataset.sends;
    const item = {
      id: `${Date.now()} ${Math.random()}`, to: form.action, once: kind === "vote",
      body: new URLSearchParams(new FormData(form)).toString(),
    };
    put(item);
    button.disabled = true;
    if (sending) await sending; // what was on its way before this was put down
    const outcome = (await sendAll()).get(item.id) || { away: true };
    button.disabled = false;
    if (outcome.status === 400 && form.isConnected) return form.submit(); // the page says what is wrong, at its field
    begun = false;
    forgetTyped(form);
    if (outcome.away) return keptHere(form, kind);
    if (!outcome.kept) { await refresh(true); return warn(outcome.words); }
    await keptThere(form, kind);
  });

  const keptThere = async (form, kind) => {
    if (kind === "vote") showVote(form);
    else if (room.dataset.next) location.assign(room.dataset.next);
    else { await refresh(true); say("Kept."); }
  };

  const keptHere = (form, kind) => {
    if (kind === "vote") return showVote(form);
    nextNumber(form);
    for (const field of form.querySelectorAll("textarea, input[type=text], input[type=date]")) field.value = "";
    scrollTo(0, 0);
  };

  // The next thing that is written counts as another one, and the next action is another attempt.
  const nextNumber = (form) => {
    const fields = form.elements;
    const area = (fields.kind?.value === "helps" || fields.kind?.value === "hinders") ? fields.area?.value : "";
    const number = fields[`number-${fields.kind?.value}-${area}`];
    if (number) number.value = Number(number.value) + 1;
    if (fields.attempt) fields.attempt.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  };

  const showVote = (form) => {
    const chosen = form.querySelector("[name=rating]:checked");
    const kept = room.querySelector(".kept"), answer = room.querySelector(".answer");
    const label = chosen?.closest("label");
    if (answer && label) answer.textContent = (label.querySelector("b") || label).textContent.trim();
    if (kept) kept.hidden = away;
    form.querySelector("button").textContent = form.querySelector("button").dataset.again;
    if (!away) say(kept ? kept.textContent : "Kept.");
    scrollTo(0, 0);
  };

  // --- what is being written ------------------------------------------------------------------------------------

  const typedKey = (form) => keyOf(code, `typed ${form.dataset.form || form.getAttribute("action")}`);
  const textsOf = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
  const rememberTyped = (form) => {
    const texts = Object.fromEntries(textsOf(form).filter((field) => field.value).map((field) => [field.name, field.value]));
    try { sessionStorage.setItem(typedKey(form), JSON.stringify(texts)); } catch { /* the browser keeps nothing */ }
  };
  const forgetTyped = (form) => { try { sessionStorage.removeItem(typedKey(form)); } catch { /* nothing was kept */ } };
  const offerTyped = () => {
    const form = formHere();
    let texts = null;
    try { texts = form && JSON.parse(sessionStorage.getItem(typedKey(form))); } catch { return; }
    const empty = form ? textsOf(form).filter((field) => !field.value && texts?.[field.name]) : [];
    for (const field of empty) field.value = texts[field.name];
    if (!empty.length) return;
    begun = true;
    say("What you typed before is here again.");
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#room form[data-sends]");
    if (!form) return;
    begun = true;
    rememberTyped(form);
  });

  // --- following the room ---------------------------------------------------------------------------------------

  const told = (where) => where.querySelector(".told")?.textContent.trim() || "";

  const refresh = async (force) => {
    if (!at) return;
    const before = sent;
    let fresh;
    try {
      const reply = await fetch(at, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(GIVE_UP) });
      if (reply.status >= 500) return;
      const page = (await reply.text()).replace(/<style[^]*?<\/style>/g, ""); // which is not for this page to apply
      fresh = new DOMParser().parseFromString(page, "text/html").getElementById("room");
      if (!fresh) return location.assign(at); // over, or this phone is in the room no more
    } catch { return; }
    if (sent !== before) return refresh(force); // it was asked for before a vote was sent, and knows nothing of it
    follow(fresh, force);
  };

  const follow = (fresh, force) => {
    const form = begun && !force ? formHere() : null;
    const same = form && fresh.querySelector(`form[data-form="${form.dataset.form}"]`);
    const moved = Number(fresh.dataset.gathered) !== gathered;
    version = Number(fresh.dataset.version);
    gathered = Number(fresh.dataset.gathered);
    const news = told(fresh) !== told(room) ? told(fresh) : fresh.dataset.says !== room.dataset.says ? fresh.dataset.says : "";
    if (form && !same && !moved && form.dataset.sends !== "vote") return stay(fresh);
    swap(fresh, form, same);
    say(form && !same ? `The room has gone on. ${fresh.dataset.says}` : news);
    offerTyped();
  };

  // Somebody is writing, and the room is elsewhere: they leave when they like.
  const stay = (fresh) => {
    room.querySelectorAll(".told, .gone").forEach((old) => old.remove());
    const note = document.createElement("div"), line = document.createElement("p"), way = document.createElement("a");
    note.className = "note gone";
    way.href = at;
    way.textContent = "Go to where the room is";
    line.append("The room has gone on. What you typed is kept on this phone. ", way);
    note.append(line);
    room.prepend(note);
    const message = fresh.querySelector(".told");
    if (message) room.prepend(message);
    say(`The room has gone on. ${told(fresh)}`);
  };

  const swap = (fresh, form, same) => {
    const focused = document.activeElement, inside = room.contains(focused);
    const find = () => (focused.isConnected ? focused
      : focused.id ? document.getElementById(focused.id)
      : focused.name && room.querySelector(`[name="${CSS.escape(focused.name)}"][value="${CSS.escape(focused.value)}"]`));
    const elsewhere = fresh.dataset.part !== room.dataset.part;
    if (elsewhere && performance.now() - warned > TIME_TO_READ) calm();
    if (same) same.replaceWith(form);
    else begun = false;
    room.replaceWith(fresh);
    room = fresh;
    const wrong = document.querySelector("main > .govuk-error-summary") ? "Error: " : "";
    document.title = document.title.replace(/^.* – /, `${wrong}${room.querySelector("h1").textContent} – `);
    if (elsewhere) scrollTo(0, 0);
    if (inside) ((!elsewhere && find()) || room.querySelector("h1")).focus({ preventScroll: true });
    tick();
  };

  let looking = 0, asking = false;
  const look = async () => {
    clearTimeout(looking);
    if (asking) return;
    asking = true;
    try {
      const reply = await fetch(`${at}/now`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(GIVE_UP) });
      if (reply.status === 404 || reply.status === 429) return location.assign(at); // the event is over
      if (!reply.ok) throw new Error("away");
      unheard = 0;
      if ((await reply.json()).version !== version) await refresh(false);
      if (unsent().length && !sending) await sendLater();
    } catch { unheard += 1; } finally { asking = false; }
    showUnsent();
    const wait = document.hidden ? LOOK_HIDDEN : LOOK * Math.min(5, 1 + unheard / 2);
    looking = setTimeout(look, wait * (0.85 + Math.random() * 0.3)); // so that a hall of phones does not ask at once
  };

  const tick = () => {
    const timer = room.querySelector(".timer");
    if (!timer) return;
    const seconds = Math.ceil((Date.parse(timer.dataset.ends) - Date.now()) / 1000);
    const shown = timer.querySelector(".left");
    shown.textContent = seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left` : "The time is up";
  };

  offerTyped();
  tick();
  setInterval(tick, 1000);
  addEventListener("online", sendLater);
  if (at) {
    document.addEventListener("visibilitychange", () => document.hidden || look());
    looking = setTimeout(look, LOOK * Math.random());
  }
  sendLater();
})();
