// Keeps the parts of a page that show progress up to date until there is no more to wait for. What is typed stays.
(() => {
  const SECONDS = 3;
  const shown = document.querySelector("#progress[data-watch]");
  if (!shown) return;
  live.settle();

  const take = (page) => {
    const before = live.pieces(document);
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!fresh) continue;
      live.settle(fresh);
      live.keepPlace(part, () => live.replaceWhatChanged(part, fresh));
    }
    live.say(...live.news(before, document));
    live.tally(document);
  };

  const look = async () => {
    let waits = true;
    try {
      const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.querySelector("#progress");
      if (reply.ok && fresh) {
        take(page);
        waits = fresh.hasAttribute("data-watch");
      }
    } catch { /* the server is away for a moment: ask again */ }
    if (waits) setTimeout(look, SECONDS * 1000);
  };
  live.tally(document);
  setTimeout(look, SECONDS * 1000);
})();
