// A phone in a room. It follows what the room does without wiping what somebody has begun to write, and keeps what
// cannot be sent until there is a network again. Every form also works without it.
(() => {
  const NEEDS = `fetch Promise Promise.prototype.finally URLSearchParams FormData DOMParser Map Set performance.now
    Object.entries Object.fromEntries String.prototype.padStart Element.prototype.closest Element.prototype.matches
    Element.prototype.append Element.prototype.prepend Element.prototype.remove Element.prototype.replaceWith`;
  const LOOK = 1750,
    LOOK_HIDDEN = 15000,
    TRY_AGAIN = 3000,
    TIME_TO_READ = 10000; // milliseconds
  const keyOf = (code, what) => `room ${code} ${what}`;

  const cardOf = (code) => `card ${code}`;

  // Nothing of the room stays on this device; nor does the card that was kept, where somebody leaves.
  const clear = (code, card = false) => {
    const mine = (key) =>
      key.startsWith(keyOf(code, "")) || key.startsWith("waits ") || (card && key === cardOf(code));
    for (const kept of ["localStorage", "sessionStorage"])
      try {
        Object.keys(window[kept])
          .filter(mine)
          .forEach((key) => window[kept].removeItem(key));
      } catch {
        /* none */
      }
  };
  const left = document.getElementById("left"),
    over = document.getElementById("over");
  if (left) return clear(left.dataset.code, true);
  if (over) {
    // the event has ended: what still waited is told once, and is kept no longer
    const found = (kept, what) => {
      try {
        return (JSON.parse(window[kept].getItem(keyOf(over.dataset.code, what))) || []).length;
      } catch {
        return 0;
      }
    };
    over.hidden = !(found("localStorage", "unsent") + found("sessionStorage", "refused"));
    if (!over.hidden && window.live) live.say(live.wordsOf(over));
    return clear(over.dataset.code);
  }

  const room = document.getElementById("room");
  if (!room || !window.asking || !asking.ready(NEEDS) || !window.live) return;
  const code = room.dataset.code,
    at = room.dataset.at;
  const { say } = live,
    unsentBox = document.getElementById("unsent");
  live.settle();
  let version = Number(room.dataset.version),
    gathered = Number(room.dataset.gathered);
  let begun = false; // whether somebody has filled in part of the form
  let unheard = 0; // how often in a row nothing was heard
  let stranger = false; // whether something else answered in the place of our service when it was last asked

  const formHere = () => room.querySelector("form[data-sends]");

  // --- what waits on this phone ---------------------------------------------------------------------------------

  const BOX = keyOf(code, "unsent");
  const readBox = () => {
    try {
      return [...JSON.parse(localStorage.getItem(BOX))].filter((one) => one && one.id && one.to);
    } catch {
      return [];
    }
  };
  const writeBox = (items) => {
    try {
      items.length ? localStorage.setItem(BOX, JSON.stringify(items)) : localStorage.removeItem(BOX);
    } catch {
      memory = items;
      forgetBox();
    }
  };
  // What the box holds that can take no more would be sent once more by the next page.
  const forgetBox = () => {
    try {
      localStorage.removeItem(BOX);
    } catch {
      /* nor is anything in it */
    }
  };
  let memory = null; // where the browser keeps nothing
  const unsent = () => memory || readBox();
  const put = (item) => {
    const others = unsent().filter((one) => !(item.once && one.to === item.to)); // a vote changed before it was sent
    writeBox([...others, item]);
  };
  const drop = (item) => {
    const rest = unsent().filter((one) => one.id !== item.id);
    if (memory) memory = rest;
    else writeBox(rest);
  };

  const showUnsent = () => {
    const count = unsent().length;
    const words = wordsOf(count);
    unsentBox.hidden = !(count && away) && unheard < 3 && !stranger;
    if (!unsentBox.hidden && unsentBox.textContent !== words) {
      const line = document.createElement("p");
      line.textContent = words;
      asking.fill(unsentBox, [line]);
      say(words);
    }
    if (unsentBox.hidden) asking.fill(unsentBox, []);
  };

  const wordsOf = (count) => {
    const where = memory ? "in this page: do not close it" : "on this phone";
    if (stranger && count)
      return `${asking.NOT_OURS} What you gave waits ${where} until our service answers. Waiting: ${count}.`;
    if (stranger) return `${asking.NOT_OURS} Until our service answers, this page does not follow the room.`;
    return count
      ? `Kept ${where}. It is sent as soon as our service can be reached. Waiting: ${count}.`
      : "Our service cannot be reached just now. What you send is kept on this phone until it can.";
  };

  // Taken or refused by our service, or still to be sent: nothing else decides, whatever its status.
  const post = async (item) => {
    const reply = await asking.ask(item.to, { body: item.body });
    stranger = reply.stranger;
    if (!reply.ours || reply.status >= 500 || reply.status === 429) return { away: true };
    const kept = reply.status === 200 && reply.told.kept === true;
    return {
      status: kept ? 200 : Math.max(400, reply.status),
      kept,
      words: reply.told.refusal || "This could not be taken.",
    };
  };

  let away = false,
    sending = null,
    again = 0,
    sent = 0; // how often something has reached the service
  // Sends what waits, the oldest first; gives back what became of each.
  const sendAll = () =>
    (sending ||= (async () => {
      const became = new Map();
      clearTimeout(again);
      for (let item = unsent()[0]; item; item = unsent()[0]) {
        const outcome = await post(item);
        away = Boolean(outcome.away);
        became.set(item.id, outcome);
        if (away) {
          again = setTimeout(goOn, TRY_AGAIN);
          break;
        }
        drop(item);
        if (!outcome.kept) giveBack(item);
        sent += 1;
      }
      showUnsent();
      return became;
    })().finally(() => {
      sending = null;
    }));

  // What had waited, once there is a network.
  const sendLater = async () => {
    if (unsent().length) await tellOf(await sendAll());
  };

  // What became of things that had waited, whoever sent them: the page is looked at anew, and says it once. What
  // somebody has just pressed is told where it was pressed.
  const pressed = new Set();
  const tellOf = async (became, own = null) => {
    const over = [...became].filter(([id, one]) => one.status && !pressed.has(id));
    for (const [id] of over) became.delete(id);
    if (!over.length && !own) return;
    const refused = [own, ...over.map(([, one]) => one)]
      .filter((one) => one && !one.kept)
      .map((one) => one.words);
    if (refused.length) leaveNote([...new Set(refused)]);
    await refresh(own ? !begun : false);
    if (leaving) return;
    if (over.some(([, one]) => one.kept)) tell("What was kept on this phone has been sent.");
    readNote(Boolean(own));
  };

  // The words of refusals, which the next page says where this one is left before it can.
  const NOTE = keyOf(code, "refused");
  let note = null,
    leaving = false;
  const leaveNote = (refused) => {
    note = refused;
    try {
      sessionStorage.setItem(NOTE, JSON.stringify(refused));
    } catch {
      /* the browser keeps nothing */
    }
  };
  const readNote = (mine = false) => {
    let refused = note;
    note = null;
    try {
      refused = refused || JSON.parse(sessionStorage.getItem(NOTE));
      sessionStorage.removeItem(NOTE);
    } catch {
      /* the same */
    }
    const at = document.activeElement;
    const writing = room.contains(at) && at.matches("textarea, input[type=text], input[type=date], select");
    if (refused) warn(refused, writing && !mine);
  };
  const leaveFor = (address) => {
    leaving = true;
    location.assign(address);
  };

  const goOn = () => {
    if (!aside) sendLater().catch(stepAside);
  };

  // What our service refused later is not thrown away: it stands in its form again where that is empty.
  const giveBack = (item) => {
    if (!item.texts || !Object.keys(item.texts).length) return;
    try {
      sessionStorage.getItem(item.typed) || sessionStorage.setItem(item.typed, JSON.stringify(item.texts));
    } catch {
      /* the browser keeps nothing */
    }
  };

  // --- forms ----------------------------------------------------------------------------------------------------

  // What was refused is said as a page that refuses a form says it: first, in the title too, and with the focus; but
  // nobody's keyboard is taken away who is writing something else meanwhile.
  const summary = () => document.querySelector("main > .govuk-error-summary");
  let warned = summary() ? performance.now() : -TIME_TO_READ;
  const warn = (refused, writing) => {
    calm();
    warned = performance.now();
    const [box, inside, heading, list] = ["div", "div", "h2", "ul"].map((tag) => document.createElement(tag));
    box.className = "govuk-error-summary";
    box.tabIndex = -1;
    heading.className = "govuk-error-summary__title";
    heading.textContent = "There is a problem";
    for (const words of refused) {
      const line = document.createElement("li"),
        way = document.createElement("a");
      way.href = "#page";
      way.textContent = words;
      line.append(way);
      list.append(line);
    }
    inside.append(heading, list);
    box.append(inside);
    document.querySelector("main").prepend(box);
    document.title = `Error: ${document.title}`;
    if (writing) return live.warn(...refused);
    scrollTo(0, 0);
    box.focus({ preventScroll: true });
  };
  const calm = () => {
    document
      .querySelectorAll("main > .govuk-error-summary, #room form .fault")
      .forEach((old) => old.remove());
    for (const marked of room.querySelectorAll("form .bad, form [aria-invalid]")) {
      marked.classList.remove("bad");
      marked.removeAttribute("aria-invalid");
    }
    document.title = document.title.replace(/^Error: /, "");
  };

  // Words of this phone itself, shown until the room goes on or something else is sent.
  const tell = (words) => {
    const line = document.createElement("p");
    line.className = "note of-this-phone";
    line.textContent = words;
    room.querySelectorAll(".of-this-phone").forEach((old) => old.remove());
    room.prepend(line);
    say(words);
  };

  let aside = false; // whether this browser proved unable to do all this: forms are then sent as without scripts
  const stepAside = () => {
    if (!aside) asking.stepAside();
    aside = true;
    clearTimeout(looking);
    clearTimeout(again);
  };

  let tapped = null; // the button that was pressed last: where answers are buttons, it is the answer
  document.addEventListener("click", (event) => {
    tapped = event.target.closest("button");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#room form[data-sends]");
    if (!form || aside) return;
    event.preventDefault();
    const button = form.contains(tapped) ? tapped : form.querySelector("button");
    if (button.getAttribute("aria-disabled")) return;
    calm();
    const item = { id: asking.newKey(), to: form.action, once: form.dataset.sends === "vote" };
    take(form, button, item).catch(() => {
      // nothing of this speaks of the network: it is this browser that cannot
      stepAside();
      if (item.answered) return location.assign(room.dataset.next || at); // what was sent is not sent once more
      drop(item);
      asking.submitPlainly(form, button);
    });
  });

  const bodyOf = (form, button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    return fields.toString();
  };

  const take = async (form, button, item) => {
    const kind = form.dataset.sends;
    Object.assign(item, { body: bodyOf(form, button), typed: typedKey(form), texts: textsIn(form) });
    pressed.add(item.id);
    put(item);
    room.querySelectorAll(".of-this-phone").forEach((old) => old.remove()); // which speaks of what was before
    button.setAttribute("aria-disabled", "true"); // and not disabled, which would take the keyboard off it
    const before = sending ? await sending : null; // what was on its way, which may have taken this along
    const became = before && before.has(item.id) ? before : await sendAll();
    const outcome = became.get(item.id) || { away: true };
    if (outcome.away) pressed.delete(item.id); // what becomes of it is told later
    button.removeAttribute("aria-disabled");
    // The page says what is wrong, at its field.
    if (outcome.status === 400 && form.isConnected) return asking.submitPlainly(form, button);
    item.answered = true;
    const changed = bodyOf(form, button) !== item.body; // somebody has written on, or chosen something else, meanwhile
    if (form.isConnected) begun = changed;
    if (!changed && (outcome.away || outcome.kept)) forgetTyped(form);
    if (outcome.away) keptHere(form, kind, item);
    else if (outcome.kept) await keptThere(form, kind, item);
    await tellOf(became, outcome.status && !outcome.kept ? outcome : null);
  };

  const keptThere = async (form, kind, item) => {
    if (kind === "vote") showVote(form, item);
    else if (room.dataset.next) leaveFor(room.dataset.next);
    else {
      nextNumber(form);
      await refresh(!begun);
    }
  };

  const keptHere = (form, kind, item) => {
    if (kind === "vote") return showVote(form, item);
    nextNumber(form);
    for (const field of form.querySelectorAll("textarea, input[type=text], input[type=date]"))
      if (!begun || field.value === item.texts[field.name]) field.value = "";
    scrollTo(0, 0);
  };

  // The next thing that is written counts as another one, and the next action is another attempt.
  const nextNumber = (form) => {
    const fields = form.elements;
    const area = fields.kind?.value === "helps" || fields.kind?.value === "hinders" ? fields.area?.value : "";
    const number = fields[`number-${fields.kind?.value}-${area}`];
    if (number) number.value = Number(number.value) + 1;
    if (fields.attempt) fields.attempt.value = asking.newKey();
  };

  // An answer in the words of its form: what was chosen, or every option after its place.
  const answerIn = (form, sent) => {
    const wordsAt = (label) => (label.querySelector("b") || label).textContent.trim();
    const places = [...form.querySelectorAll("select[name^=place-]")];
    if (places.length)
      return places
        .map((one) => [Number(sent.get(one.name)), wordsAt(one.parentElement.querySelector("label"))])
        .sort((one, other) => one[0] - other[0])
        .map((one) => one.join(". "))
        .join(", ");
    return [...form.querySelectorAll("[name=rating], [name=option]")]
      .filter((one) => sent.getAll(one.name).includes(one.value))
      .map((one) => wordsAt(one.closest("label, button")))
      .join(", ");
  };

  // What was sent, and not what has been chosen since.
  const showVote = (form, item) => {
    const kept = room.querySelector(".kept"),
      answer = room.querySelector(".answer"),
      again = form.querySelector("[data-again]"),
      given = new URLSearchParams(item.body),
      words = answerIn(form, given);
    if (answer && words) answer.textContent = words;
    if (kept) kept.hidden = away;
    if (again) again.textContent = again.dataset.again;
    for (const one of form.querySelectorAll("[aria-pressed]"))
      one.setAttribute("aria-pressed", given.get(one.name) === one.value);
    if (!away && kept) say(live.wordsOf(kept));
    scrollTo(0, 0);
  };

  // --- what is being written ------------------------------------------------------------------------------------

  const typedKey = (form) => keyOf(code, `typed ${form.dataset.form || form.getAttribute("action")}`);
  const textsOf = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
  const textsIn = (form) =>
    Object.fromEntries(
      textsOf(form)
        .filter((field) => field.value)
        .map((field) => [field.name, field.value]),
    );
  const rememberTyped = (form) => {
    try {
      sessionStorage.setItem(typedKey(form), JSON.stringify(textsIn(form)));
    } catch {
      /* the browser keeps nothing */
    }
  };
  const forgetTyped = (form) => {
    try {
      sessionStorage.removeItem(typedKey(form));
    } catch {
      /* nothing was kept */
    }
  };
  // What somebody began before this script was there.
  const noticeTyped = () => {
    const form = formHere();
    const isChanged = (field) => {
      if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
      if (field.matches("textarea, input[type=text]")) return field.value !== field.defaultValue;
      const options = [...(field.options || [])];
      return options.some((one) => one.selected && !one.defaultSelected && one !== options[0]);
    };
    if (!form || ![...form.elements].some(isChanged)) return;
    begun = true;
    rememberTyped(form);
  };
  const offerTyped = () => {
    const form = formHere();
    let texts = null;
    try {
      texts = form && JSON.parse(sessionStorage.getItem(typedKey(form)));
    } catch {
      return;
    }
    const empty = form ? textsOf(form).filter((field) => !field.value && texts?.[field.name]) : [];
    for (const field of empty) field.value = texts[field.name];
    if (!empty.length) return;
    begun = true;
    tell("What you typed before is here again.");
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#room form[data-sends]");
    if (!form) return;
    begun = true;
    rememberTyped(form);
  });

  // Guesses and the card to keep.
  const meanwhile = () => window.meanwhile && window.meanwhile.look();

  // --- following the room ---------------------------------------------------------------------------------------

  // Whether our service gave the page.
  const refresh = async (force) => {
    if (!at) return true;
    const before = sent;
    const reply = await asking.ask(at, { page: true });
    if (!reply.ours || reply.status >= 500) {
      stranger = reply.stranger;
      return false;
    }
    const fresh = reply.page && reply.page.getElementById("room");
    if (!fresh || fresh.dataset.code !== code) {
      leaveFor(at);
      return true;
    } // over, or this phone is in the room no more
    if (sent !== before) return refresh(force); // it was asked for before a vote was sent, and knows nothing of it
    follow(fresh, force);
    return true;
  };

  const follow = (fresh, force) => {
    const form = begun && !force ? formHere() : null;
    const same = form && fresh.querySelector(`form[data-form="${form.dataset.form}"]`);
    const moved = Number(fresh.dataset.gathered) !== gathered;
    version = Number(fresh.dataset.version);
    gathered = Number(fresh.dataset.gathered);
    if (form && !same && !moved && form.dataset.sends !== "vote") return stay(fresh);
    swap(fresh, form, same);
    offerTyped();
  };

  // Somebody is writing, and the room is elsewhere: they leave when they like.
  const stay = (fresh) => {
    const before = live.pieces(room),
      message = fresh.querySelector(".told");
    room.querySelectorAll(".told").forEach((old) => old.remove());
    if (!room.querySelector(".gone")) room.prepend(wayOn());
    if (message) room.prepend(message);
    say(...live.news(before, room));
  };

  const wayOn = () => {
    const note = document.createElement("div"),
      line = document.createElement("p"),
      words = document.createElement("span"),
      way = document.createElement("a");
    note.className = "note gone";
    words.dataset.say = "";
    words.textContent = "The room has gone on. What you typed is kept on this phone.";
    way.href = at;
    way.textContent = "Go to where the room is";
    line.append(words, " ", way);
    note.append(line);
    return note;
  };

  // What is alike stays, with the keyboard in it; where the room is elsewhere, the keyboard goes to the new heading.
  const swap = (fresh, form, same) => {
    const before = live.pieces(room),
      at = document.activeElement;
    const elsewhere = fresh.dataset.part !== room.dataset.part,
      outlived = elsewhere && performance.now() - warned > TIME_TO_READ;
    const inside = room.contains(at) || (outlived && summary() && summary().contains(at));
    if (outlived) calm();
    if (!same) begun = false;
    live.settle(fresh);
    let moved = live.keepPlace(room, () => {
      live.replaceWhatChanged(room, fresh, form, same);
      room.className = fresh.className;
      Object.assign(room.dataset, fresh.dataset);
    });
    const heading = room.querySelector("h1"),
      wrong = summary() ? "Error: " : "";
    document.title = document.title.replace(/^.* – /, () => `${wrong}${live.wordsOf(heading)} – `);
    if (elsewhere) scrollTo(0, 0);
    if (elsewhere && inside && moved !== heading) moved = live.focusOn(heading);
    const read = moved && live.wordsOf(moved); // by the keyboard's coming there
    say(...live.news(before, room).filter((words) => words !== read));
    meanwhile();
    wind();
  };

  let looking = 0,
    asked = false;
  const hear = async (reply, since) => {
    stranger = reply.stranger;
    if (reply.ours && (reply.status === 404 || reply.status === 429)) return leaveFor(at); // the event is over
    if (!reply.ours || reply.status !== 200) {
      unheard += 1;
      return;
    }
    if (reply.told.seconds !== undefined) remaining.set(reply.told.seconds, since);
    tick();
    const follows = reply.told.version === version || (await refresh(false));
    unheard = follows ? 0 : unheard + 1;
    if (unsent().length && !sending) await sendLater();
  };
  const look = async () => {
    clearTimeout(looking);
    if (asked || aside) return;
    asked = true;
    const since = performance.now();
    try {
      await hear(await asking.ask(`${at}/now`), since);
    } catch {
      return stepAside();
    } finally {
      asked = false;
    }
    showUnsent();
    const wait = document.hidden ? LOOK_HIDDEN : LOOK * Math.min(5, 1 + unheard / 2);
    looking = setTimeout(look, wait * (0.85 + Math.random() * 0.3)); // so that a hall of phones does not ask at once
  };

  // The timer counts down from what the server says is left, anew with each look: this phone's clock may be wrong, and
  // it may have slept.
  const remaining = asking.countdown();
  const wind = () => {
    const timer = room.querySelector(".timer");
    remaining.set(timer ? Number(timer.dataset.seconds) : null);
    tick();
  };
  const tick = () => {
    const timer = room.querySelector(".timer"),
      seconds = remaining.left();
    if (!timer || seconds === null) return;
    const figures = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
    timer.querySelector(".left").textContent = live.tellTime(timer, seconds) || figures;
  };

  noticeTyped();
  offerTyped();
  readNote();
  meanwhile();
  wind();
  setInterval(tick, 1000);
  addEventListener("online", goOn);
  if (at) {
    document.addEventListener("visibilitychange", () => document.hidden || look());
    looking = setTimeout(look, LOOK * Math.random());
  }
  goOn();
})();
