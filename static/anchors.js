// The first chapter of the results. An old address may name a part that has moved to another chapter: it leads on to
// that part there. What stands in no chapter under its name is looked for in the whole report.
(function () {
  "use strict";
  var whole = document.currentScript.dataset.whole;
  var asked = location.hash.slice(1);
  if (!asked || asked === "main" || asked === "page") return;
  var found = document.getElementById(asked);
  if (!found) location.replace(`${whole}#${asked}`);
  else if (found.hasAttribute("data-moved")) location.replace(found.href);
})();
