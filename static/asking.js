// What all scripts ask our service with. Whatever a network puts in the way may answer any request: a page on which to
// sign in, a web filter, a cache. So each request names itself anew, and only a reply that says this name is ours.
// Stands before every other script; each of them asks here first whether this browser has what it needs.
(() => {
  const GIVE_UP = 10000; // milliseconds
  const NOT_OURS =
    "What answered is not this service: perhaps this network wants you to sign in first. " +
    "Leave this page open, and sign in in another tab.";

  const isThere = (name) => {
    let found = window;
    try {
      for (const part of name.split(".")) found = found[part];
    } catch {
      return false;
    }
    return typeof found === "function";
  };

  // Whether this browser has all these functions. Where it lacks one the page stays as it is without scripts.
  const ready = (names) => {
    const is = names.trim().split(/\s+/).every(isThere);
    if (!is) stepAside();
    return is;
  };

  // What pages say where there are no scripts is also for those whose scripts cannot be used.
  const stepAside = () => {
    for (const link of document.querySelectorAll(".look-again")) link.hidden = false;
    for (const words of document.querySelectorAll(".if-script")) words.hidden = true;
  };

  // Sends a form as if there were no script, with the name and value of the button that was pressed.
  const submitPlainly = (form, button) => {
    if (button && button.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.appendChild(field);
    }
    HTMLFormElement.prototype.submit.call(form);
  };

  const fill = (node, pieces) => {
    while (node.firstChild) node.removeChild(node.firstChild);
    for (const piece of [...pieces]) node.appendChild(piece);
  };

  // 128 bits as hexadecimal digits, for what must differ from everything else.
  const newKey = () => {
    const bytes = new Uint8Array(16);
    try {
      crypto.getRandomValues(bytes);
    } catch {
      bytes.forEach((_, at) => {
        bytes[at] = Math.random() * 256;
      });
    }
    return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
  };

  const nobody = { ours: false, stranger: false, status: 0 };
  const stranger = { ours: false, stranger: true, status: 0 };

  // Asks, or sends `body` where there is one. Gives back `ours`, and then `status` with the values that were `told` or
  // the `page`; otherwise whether a `stranger` answered in our place. Throws only where this browser cannot ask at all.
  const ask = async (address, { body, page = false } = {}) => {
    const key = newKey(),
      control = window.AbortController ? new AbortController() : null;
    let timer = 0;
    const late = new Promise((done) => {
      timer = setTimeout(() => {
        done(null);
        if (control) control.abort();
      }, GIVE_UP);
    });
    const inTime = (promise) =>
      Promise.race([
        promise.then(
          (found) => found,
          () => null,
        ),
        late,
      ]);
    try {
      const headers = { Accept: page ? "text/html" : "application/json", Asking: key };
      if (body !== undefined) headers["Content-Type"] = "application/x-www-form-urlencoded";
      const options = {
        method: body === undefined ? "GET" : "POST",
        body,
        headers,
        cache: "no-store",
        redirect: "manual",
      };
      const reply = await inTime(fetch(address, control ? { ...options, signal: control.signal } : options));
      if (reply === null) return nobody;
      if (reply.type === "opaqueredirect") return stranger; // we never lead a script elsewhere
      const text = await inTime(reply.text());
      if (text === null) return nobody;
      return read(reply, text, key, page);
    } finally {
      clearTimeout(timer);
    }
  };

  const read = (reply, text, key, page) => {
    const type = reply.headers.get("Content-Type") || "",
      heard = { ours: true, stranger: false, status: reply.status };
    if (type.startsWith("application/json")) {
      const told = valuesOf(text);
      if (told && told.asked === key) return { ...heard, told, page: null };
    } else if (page && type.startsWith("text/html")) {
      const found = parse(text),
        named = found.querySelector("meta[name=asked]");
      if (named && named.content === key) return { ...heard, told: {}, page: found };
    }
    // Of a server that is going down the machine before it says so, in words of its own.
    return reply.status >= 500 && reply.status < 511 ? nobody : stranger;
  };

  const valuesOf = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };

  // A page without its styles: those of the page that asks stand, and another page's would not be let in.
  const parse = (html) =>
    new DOMParser().parseFromString(html.replace(/<style[\s\S]*?<\/style>/g, ""), "text/html");

  // Counts down from the seconds that the server says are left; no clock of the device has a part in it.
  const countdown = () => {
    const JITTER = 1500; // milliseconds that the count may be off without jumping
    let ends = null;
    return {
      // `since` is when the server was asked: it may have said this at any time from then to now.
      set: (seconds, since = performance.now()) => {
        if (typeof seconds !== "number" || !Number.isFinite(seconds)) {
          ends = null;
          return;
        }
        const first = since + 1000 * seconds,
          last = performance.now() + 1000 * seconds;
        if (ends === null || ends < first - JITTER || ends > last + JITTER) ends = (first + last) / 2;
      },
      left: () => (ends === null ? null : Math.max(0, Math.ceil((ends - performance.now()) / 1000))),
    };
  };

  window.asking = { NOT_OURS, ready, stepAside, submitPlainly, fill, newKey, ask, countdown };
})();
