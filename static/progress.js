// Keeps the parts of a page that show progress up to date until there is no more to wait for. What is typed stays.
(() => {
  const SECONDS = 3;
  const shown = document.querySelector("#progress[data-watch]");
  if (!shown || !window.asking || !asking.ready("fetch Promise DOMParser") || !window.live) return;
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
    const reply = await asking.ask(location.href, { page: true });
    if (reply.ours && reply.told.next) return asking.stepAside(); // signed out: the link to look again leads on
    const fresh = reply.ours && reply.status === 200 && reply.page && reply.page.getElementById("progress");
    if (fresh) take(reply.page);
    if (fresh && !fresh.hasAttribute("data-watch")) return shown.removeAttribute("data-watch");
    wait(); // also where the service is away, or something else answers
  };
  const wait = () => setTimeout(() => look().catch(asking.stepAside), SECONDS * 1000);
  live.tally(document);
  wait();
})();
