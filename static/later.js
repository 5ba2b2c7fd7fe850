// All that a phone in a room has of scripts before its first vote, which is a form like any other. The rest comes after
// the page, quietly: not to a whole hall at once, sooner to whoever has begun to fill something in, and again where it
// did not come. A phone that has had it before takes it out of its cache at once.
(() => {
  const SPREAD = 4000, // milliseconds over which a hall fetches it
    AGAIN = 5000,
    LONGEST = 60000;
  const own = document.currentScript,
    room = document.getElementById("room");
  if (!own || !room) return;
  const rest = own.getAttribute("data-rest"),
    mark = `room ${room.getAttribute("data-code")} script`;
  const hadIt = () => {
    try {
      return localStorage.getItem(mark) === rest;
    } catch {
      return false;
    }
  };
  const note = () => {
    try {
      localStorage.setItem(mark, rest);
    } catch {
      /* the browser keeps nothing */
    }
  };

  let timer = 0,
    comes = false;
  const fetchRest = (pause) => {
    if (comes) return;
    comes = true;
    clearTimeout(timer);
    const script = document.createElement("script");
    const look = () => {
      if (window.asking) return note();
      comes = false; // it did not come, or something else came in its place
      document.head.removeChild(script);
      timer = setTimeout(() => fetchRest(Math.min(2 * pause, LONGEST)), pause);
    };
    script.src = rest;
    script.addEventListener("load", look);
    script.addEventListener("error", look);
    document.head.appendChild(script);
  };

  if (hadIt()) return fetchRest(AGAIN);
  document.addEventListener("input", () => fetchRest(AGAIN));
  addEventListener("online", () => fetchRest(AGAIN));
  addEventListener("load", () => {
    timer = setTimeout(() => fetchRest(AGAIN), SPREAD * Math.random());
  });
})();
