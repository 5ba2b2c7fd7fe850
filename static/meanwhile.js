// What a phone in a room does while it waits: guesses, which stay here, and the card to keep; and where the event is
// over, the card that was kept is shown again. It stands before room.js.
(() => {
  const NEEDS = "JSON.parse DOMParser Element.prototype.closest Element.prototype.remove";
  const SPREAD = 6000; // milliseconds over which a hall asks for its cards
  const over = document.getElementById("over"),
    room = document.getElementById("room");
  if (!(over || room) || !window.asking || !asking.ready(NEEDS)) return;
  const code = (over || room).dataset.code;
  const CARD = `card ${code}`;
  const readCard = () => {
    try {
      return JSON.parse(localStorage.getItem(CARD));
    } catch {
      return null;
    }
  };

  const keepCardHere = (kept) => {
    try {
      localStorage.setItem(CARD, JSON.stringify(kept));
      return true;
    } catch {
      return false; // the page says how to save it
    }
  };
  const fetchCard = async (address) => {
    const reply = await asking.ask(address, { page: true }).catch(() => ({}));
    return reply.ours && reply.status === 200 && reply.page ? reply.page.querySelector(".keep") : null;
  };

  // The card that was kept here while the event ran, for as long as whoever holds this phone likes.
  const showCard = () => {
    const kept = readCard(),
      box = document.getElementById("card");
    const card = kept && new DOMParser().parseFromString(kept.card, "text/html").querySelector(".keep");
    if (!box || !card) return;
    const heading = document.createElement("h2"), // the page has its own
      before = box.querySelector(".keep");
    heading.textContent = card.querySelector("h1").textContent;
    card.replaceChild(heading, card.querySelector("h1"));
    if (before) box.removeChild(before);
    box.insertBefore(card, box.firstChild);
    if (!box.hidden) return;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(CARD);
      box.parentNode.removeChild(box);
    });
  };
  // A phone that slept while more was shown fetches what it missed, once: not with the whole hall if it has a card.
  const fetchWhatWasMissed = async () => {
    const { mark, later } = readCard() || {},
      card = later && (await fetchCard(later));
    if (card && readCard() && keepCardHere({ mark, card: card.outerHTML })) showCard();
  };
  if (over) {
    showCard();
    setTimeout(fetchWhatWasMissed, (readCard() || {}).card ? SPREAD * Math.random() : 0);
    return;
  }

  // Guesses stay here. Nothing of them is a field of a form, and nothing sends them.
  const guesses = {}; // where the browser keeps nothing
  const guessKey = (name) => `room ${code} guess ${name}`;
  const readGuess = (name) => {
    try {
      return localStorage.getItem(guessKey(name)) || guesses[name] || "";
    } catch {
      return guesses[name] || "";
    }
  };
  const showGuesses = () => {
    for (const box of room.querySelectorAll("[data-guess]"))
      for (const one of box.querySelectorAll("button"))
        one.setAttribute("aria-pressed", one.textContent.trim() === readGuess(box.dataset.guess));
    for (const line of room.querySelectorAll("[data-guessed]")) {
      line.querySelector("strong").textContent = readGuess(line.dataset.guessed);
      line.hidden = !readGuess(line.dataset.guessed);
    }
  };
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-guess]"),
      option = event.target.closest("[data-guess] button");
    if (!option) return;
    guesses[box.dataset.guess] = option.textContent.trim();
    try {
      localStorage.setItem(guessKey(box.dataset.guess), option.textContent.trim());
    } catch {
      /* the browser keeps nothing */
    }
    showGuesses();
  });

  // The card is asked for once there is more on it than was kept; not by a whole hall at once.
  let asks = 0;
  const keepCard = () => {
    const mark = room.dataset.card,
      kept = readCard(),
      line = room.querySelector(".card-kept");
    if (line) line.hidden = !kept || kept.mark !== mark;
    if (!mark || asks || (kept && kept.mark === mark)) return;
    asks = setTimeout(() => askForCard(mark), SPREAD * Math.random());
  };
  const askForCard = async (mark) => {
    const card = await fetchCard(`${room.dataset.at}/card`);
    asks = 0;
    if (card && keepCardHere({ mark, card: card.outerHTML, later: room.dataset.later })) keepCard();
  };
  // Where it can be had once the event is over, if this phone sleeps until then.
  const keepWayToCard = () => {
    const { later } = room.dataset,
      kept = readCard() || { mark: "", card: "" };
    if (later && kept.later !== later) keepCardHere({ ...kept, later });
  };

  const look = () => {
    showGuesses();
    if (!room.dataset.at) return;
    keepWayToCard();
    keepCard();
  };
  window.meanwhile = { look };
  look();
})();
