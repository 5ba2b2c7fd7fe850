// Keeps the part of a page that shows progress up to date; when there is no more to wait for, loads the page anew.
(() => {
  const SECONDS = 3;
  const shown = document.querySelector("#progress[data-watch]");
  if (!shown) return;
  const look = async () => {
    try {
      const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.querySelector("#progress");
      if (reply.ok && fresh && !fresh.hasAttribute("data-watch")) return location.reload();
      if (reply.ok && fresh) shown.replaceChildren(...fresh.childNodes);
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(look, SECONDS * 1000);
  };
  setTimeout(look, SECONDS * 1000);
})();
