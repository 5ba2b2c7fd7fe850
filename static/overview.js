// The overview: what is chosen changes the parts of the page that it changes, without loading the page. Without this
// script every choice is a link or a form. The address follows, so that it can be sent to somebody.
(() => {
  const NEEDS = `Promise fetch DOMParser URLSearchParams FormData
    history.replaceState Element.prototype.closest`;
  if (!window.asking || !asking.ready(NEEDS)) return;
  const overview = document.querySelector("[data-overview]");
  const region = document.getElementById("overview-said");
  if (!overview || !region) return;
  overview.classList.add("live");
  const PARTS = ["headline", "choice", "ledger", "radar", "cards"];
  let latest = 0;

  const exchange = (page) => {
    for (const name of PARTS) {
      const old = document.getElementById(name),
        fresh = page.getElementById(name);
      // What somebody has opened stays open.
      for (const open of [...old.querySelectorAll("details[open]")]) {
        const same = open.id && open.id !== "choose" && fresh.querySelector(`#${open.id}`);
        if (same) same.setAttribute("open", "");
      }
      old.parentNode.replaceChild(document.adoptNode(fresh), old);
    }
  };

  // Asks for the page at that address, and takes in what it shows. Where anything of that fails, or what came is not
  // such a page, that address is loaded as a page.
  const show = async (address, at) => {
    const mine = ++latest;
    overview.setAttribute("aria-busy", "true");
    try {
      const { page } = await asking.ask(address, { page: true });
      if (mine !== latest) return;
      exchange(page);
      history.replaceState(null, "", address);
    } catch {
      if (mine === latest) location.assign(address);
      return;
    }
    overview.removeAttribute("aria-busy");
    const same = at && document.getElementById(at);
    if (same) same.focus({ preventScroll: true });
    const sorted = at && at.startsWith("by-");
    region.textContent = sorted
      ? `Sorted: ${same.textContent}`
      : overview.querySelector("[data-said]").textContent;
  };

  const addressOf = (form) => {
    const asked = new URLSearchParams();
    new FormData(form).forEach((value, name) => value && asked.set(name, value));
    return `${location.pathname}?${asked.toString()}`;
  };

  const showChosen = (form, at) => {
    let address = "";
    try {
      address = addressOf(form);
    } catch {
      asking.submitPlainly(form);
      return;
    }
    show(address, at);
  };

  overview.addEventListener("click", (event) => {
    const link = event.target.closest(".chips a, .ledger thead a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.pathname + link.search, link.id);
  });
  overview.addEventListener("submit", (event) => {
    event.preventDefault();
    showChosen(event.target, event.target.closest("[data-draw]") ? "pick-one" : "choose-what");
  });
  overview.addEventListener("change", (event) => {
    const form = event.target.closest("[data-draw]");
    if (form) showChosen(form, event.target.id);
  });
})();
