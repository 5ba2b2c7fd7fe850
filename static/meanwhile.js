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

  // The card that was kept here while the event ran, for as long as whoever holds this phone likes.
  const showCard = () => {
    const kept = readCard(),
      box = document.getElementById("card");
    const card = kept && new DOMParser().parseFromString(kept.card, "text/html").querySelector(".keep");
    if (!box || !card) return;
    const heading = document.createElement("h2"); // the page has its own
    heading.textContent = card.querySelector("h1").textContent;
    card.replaceChild(heading, card.querySelector("h1"));
    box.insertBefore(card, box.firstChild);
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(CARD);
      box.remove();
    });
  };
  if (over) return showCard();

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
    const reply = await asking.ask(`${room.dataset.at}/card`, { page: true }).catch(() => ({}));
    const card = reply.ours && reply.status === 200 && reply.page && reply.page.querySelector(".keep");
    asks = 0;
    if (!card) return;
    try {
      localStorage.setItem(CARD, JSON.stringify({ mark, card: card.outerHTML }));
    } catch {
      return; // the page says how to save it
    }
    keepCard();
  };

  const look = () => {
    showGuesses();
    if (room.dataset.at) keepCard();
  };
  window.meanwhile = { look };
  look();
})();
