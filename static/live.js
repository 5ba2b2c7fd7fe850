// What pages share that change without being loaded. Each change is said once, in the words that are shown, and the
// keyboard stays where it was. The two regions in which things are said stand in the page from its beginning, are
// empty, and are never replaced: only then do screen readers read what is put into them, and read it once.
//
//   data-say       what is said when it is new: an element whose words stand on the page for everybody
//   data-together  round several of these: if one of them is new, all are said
//   data-tally     words with a number that moves often: said now and then, and not each time
(() => {
  const NEEDS = `performance.now Map Set Array.prototype.flatMap Array.prototype.includes
    Document.prototype.createTextNode
    Element.prototype.closest Element.prototype.matches Element.prototype.remove Element.prototype.getClientRects
    Element.prototype.scrollIntoView Node.prototype.isEqualNode Node.prototype.compareDocumentPosition`;
  if (!window.asking || !asking.ready(NEEDS)) return;
  const PAUSE = 100,
    APART = 1500,
    STANDS = 5000,
    TALLIES_APART = 20000; // milliseconds

  // --- saying ---------------------------------------------------------------------------------------------------

  // What comes together is said together; what comes soon after waits until the first has been taken in.
  const sayer = (id) => {
    let waiting = [],
      writing = 0,
      emptying = 0,
      wrote = -Infinity;
    const write = () => {
      const region = document.getElementById(id);
      const lines = [...new Set(waiting)]
        .join("\n")
        .split("\n")
        .map((words) => Object.assign(document.createElement("p"), { textContent: words, dir: "auto" }));
      waiting = [];
      writing = 0;
      wrote = performance.now();
      if (!region) return;
      asking.fill(
        region,
        lines.flatMap((line) => [line, document.createTextNode(" ")]),
      );
      clearTimeout(emptying); // nobody is to come upon it again who reads the page
      emptying = setTimeout(() => asking.fill(region, []), STANDS);
    };
    return (...words) => {
      waiting.push(...words.filter(Boolean));
      if (waiting.length && !writing)
        writing = setTimeout(write, Math.max(PAUSE, wrote + APART - performance.now()));
    };
  };
  const say = sayer("said"); // when the reader comes to a pause
  const warn = sayer("warned"); // at once: what cannot wait

  const wordsOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".unseen, [hidden], [aria-hidden=true], svg").forEach((part) => part.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const isThere = (element) => !element.closest("[hidden]");
  const pieces = (where) => {
    const found = new Map(); // by the element that holds them together
    for (const one of [...where.querySelectorAll("[data-say]")].filter(isThere)) {
      const whole = one.closest("[data-together]") || one;
      found.set(whole, [...(found.get(whole) || []), wordsOf(one)].filter(Boolean));
    }
    return [...found.values()].map((lines) => lines.join("\n")).filter(Boolean);
  };
  // What stands there and did not before.
  const news = (before, where) => pieces(where).filter((words) => !before.includes(words));

  // --- numbers that move often ----------------------------------------------------------------------------------

  const tallied = new Map();
  let lastTally = -Infinity,
    begun = false;
  const numbers = (words) =>
    (words.match(/\d[\d,]*/g) || []).map((digits) => Number(digits.replace(/,/g, "")));
  const tally = (where) => {
    const found = new Map(
      [...where.querySelectorAll("[data-tally]")].filter(isThere).map((one) => [one.dataset.tally, one]),
    );
    for (const name of tallied.keys()) if (!found.has(name)) tallied.delete(name);
    for (const [name, one] of found) {
      const words = wordsOf(one),
        [first, second] = numbers(words);
      if (!tallied.has(name)) {
        tallied.set(name, !begun || one.matches("[data-say]") || first === 0 ? words : null);
      }
      const waited = performance.now() - lastTally,
        full = first > 0 && first === second;
      if (tallied.get(name) === words || waited < (full ? APART : TALLIES_APART)) continue;
      tallied.set(name, words);
      lastTally = performance.now();
      say(words);
    }
    begun = true;
  };

  // --- timers ---------------------------------------------------------------------------------------------------

  // What a timer says besides its figures: when one minute is left, and when the time is up.
  const wordsOfTimer = (seconds) =>
    seconds <= 0 ? "The time is up" : seconds > 50 && seconds <= 60 ? "1 minute left" : "";
  let timerBefore = "",
    toldBefore = []; // each is said once of one timer, also where the count is put right
  const tellTime = (timer, seconds) => {
    const name = timer.querySelector(".until").textContent,
      words = wordsOfTimer(seconds);
    if (name !== timerBefore) [timerBefore, toldBefore] = [name, [words]];
    else if (!toldBefore.includes(words)) {
      toldBefore.push(words);
      say(words);
    }
    return words;
  };

  // --- taking in what is new, and keeping the keyboard's place --------------------------------------------------

  // Forms get a new token each time, and a desk's the number of the move; neither makes a part count as changed.
  const plain = (html) => html.replace(/name="(csrf_token|moves)" value="[^"]*"/g, "");
  const sameAs = (one, other) =>
    one.nodeType === other.nodeType &&
    (one.nodeType === Node.ELEMENT_NODE
      ? plain(one.outerHTML) === plain(other.outerHTML)
      : one.nodeValue.trim() === other.nodeValue.trim());
  const isSpace = (node) => node?.nodeType === Node.TEXT_NODE && !node.nodeValue.trim();

  // What may be gone into, to see what is alike in it: not what holds fields, where a choice would
  // pass to another form.
  const isFrame = (one, other) =>
    one.nodeType === Node.ELEMENT_NODE &&
    one.matches("div, section, nav, ul, ol, dl") &&
    !one.querySelector("input:not([type=hidden]), select, textarea") &&
    one.cloneNode().isEqualNode(other.cloneNode());

  // The children of `fresh` take the place of those of `part`. Those that are alike stay the very elements that they
  // were, with the keyboard in them; `kept`, if given, stays in place of `instead`.
  const replaceWhatChanged = (part, fresh, kept = null, instead = null) => {
    let next = part.firstChild;
    for (const child of [...fresh.childNodes]) {
      if (isSpace(child) && !isSpace(next)) {
        part.insertBefore(child, next);
        continue;
      }
      let twin = child === instead ? kept : next;
      if (child !== instead)
        while (twin && !sameAs(twin, child)) twin = twin === kept ? null : twin.nextSibling;
      if (!twin) {
        let frame = next;
        while (isSpace(frame)) frame = frame.nextSibling;
        if (frame && frame !== kept && isFrame(frame, child)) {
          twin = frame;
          replaceWhatChanged(frame, child);
        }
      }
      if (!twin || twin.parentNode !== part) {
        part.insertBefore(child, next);
        continue;
      }
      while (next !== twin) {
        const gone = next;
        next = next.nextSibling;
        gone.remove();
      }
      next = twin.nextSibling;
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
  };

  const isSeen = (element) => element.getClientRects().length > 0;
  const isField = (element) => element.matches("input:not([type=submit]), select, textarea");
  // A button or link is the same if it says and does the same: what another would do is not to be pressed unawares.
  const marksOf = (element) =>
    [
      element.tagName,
      element.name || "",
      isField(element) && !element.matches("[type=radio], [type=checkbox]") ? "" : element.value || "",
      element.getAttribute("href") || "",
      element.form?.getAttribute("action") || "",
      isField(element) ? "" : wordsOf(element).replace(/\d+/g, "0"),
    ].join("\n");
  const headingOf = (part) => {
    const inside = [...part.querySelectorAll("h1, h2, h3, h4")].find(isSeen);
    const before = [...document.querySelectorAll("h1, h2, h3, h4")].filter(
      (one) => isSeen(one) && one.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return (
      inside || before[before.length - 1] || document.querySelector("h1") || document.querySelector("main")
    );
  };
  const focusOn = (element) => {
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    return element;
  };

  // Makes a change to a part of the page. The keyboard stays on the same control; where that is gone, it goes to the
  // nearest heading. Gives back what it was moved to; null where it did not move.
  const keepPlace = (part, exchange) => {
    const at = document.activeElement,
      inside = part.contains(at) && at !== document.body;
    const marks = inside ? marksOf(at) : "";
    exchange();
    if (!inside || document.activeElement === at) return null;
    if (at.isConnected && isSeen(at)) return focusOn(at);
    const twins = [...part.querySelectorAll(at.tagName)].filter(
      (one) => isSeen(one) && !one.disabled && marksOf(one) === marks,
    );
    const same = twins.find((one) => one.id === at.id) || twins[0];
    const to = focusOn(same || headingOf(part));
    const { top, bottom } = to.getBoundingClientRect();
    if (!same && (top < 0 || bottom > innerHeight)) to.scrollIntoView({ block: "nearest" });
    return to;
  };

  // What only whoever has no scripts is to see, and what is only true with them.
  const settle = (where = document) => {
    where.querySelectorAll(".look-again").forEach((link) => {
      link.hidden = true;
    });
    where.querySelectorAll(".if-script").forEach((words) => {
      words.hidden = false;
    });
  };

  window.live = {
    say,
    warn,
    wordsOf,
    pieces,
    news,
    tally,
    tellTime,
    plain,
    replaceWhatChanged,
    keepPlace,
    focusOn,
    settle,
  };
})();
