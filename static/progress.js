// Keeps the part of a page that shows progress up to date; when there is no more to wait for, loads the page anew.
(() => {
  const SECONDS = 3;
  const shown = document.querySelector("#progress[data-watch]");
  if (!shown || !window.asking || !asking.ready("fetch Promise DOMParser")) return;
  const look = async () => {
    const reply = await asking.ask(location.href, { page: true });
    if (reply.ours && reply.told.next) return location.reload(); // signed out
    const fresh = reply.ours && reply.status === 200 && reply.page && reply.page.getElementById("progress");
    if (fresh && !fresh.hasAttribute("data-watch")) return location.reload();
    if (fresh) asking.fill(shown, fresh.childNodes);
    wait(); // also where the service is away for a moment, or something else answers
  };
  const wait = () => setTimeout(() => look().catch(asking.stepAside), SECONDS * 1000);
  wait();
})();
