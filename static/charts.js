// Pictures on staff pages: on wide screens those that come with data become interactive once the page has loaded.
// The drawing stays where anything fails.
(function () {
  "use strict";
  var library = document.currentScript.dataset.library;
  var nonce = document.getElementById("plotly.js-style-global").nonce;
  if (!window.matchMedia || !window.IntersectionObserver || !window.Promise || !Element.prototype.closest)
    return;
  var calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  var saving = navigator.connection && navigator.connection.saveData;

  function takeOver(picture) {
    var drawing = picture.querySelector(".drawing"),
      chart = document.createElement("div");
    var data = JSON.parse(document.getElementById(picture.dataset.plotly).textContent);
    data.layout.height = Math.max(data.layout.height, drawing.offsetHeight);
    data.layout.dragmode = false;
    data.layout.font.family = getComputedStyle(picture).fontFamily;
    if (calm) data.layout.transition = { duration: 0 };
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", picture.closest("figure").querySelector("figcaption").textContent);
    picture.appendChild(chart);
    function stay() {
      picture.removeChild(chart);
    }
    try {
      Plotly.newPlot(chart, data.data, data.layout, {
        displayModeBar: false,
        responsive: true,
        showTips: false,
      }).then(function () {
        drawing.hidden = true;
      }, stay);
    } catch (fault) {
      stay();
    }
  }

  function takeOverWhenSeen() {
    var pictures = document.querySelectorAll("[data-plotly]");
    var watch = new IntersectionObserver(
      function (seen) {
        seen.forEach(function (entry) {
          if (!entry.isIntersecting) return;
          watch.unobserve(entry.target);
          takeOver(entry.target);
        });
      },
      { rootMargin: "200px" },
    );
    pictures.forEach(function (picture) {
      watch.observe(picture);
    });
  }

  if (saving || !matchMedia("(min-width: 40rem)").matches) return;
  addEventListener("load", function () {
    var script = document.createElement("script"),
      create = document.createElement;
    script.src = library;
    script.async = true;
    // The library brings a stylesheet for its maps; the page's nonce lets it in.
    document.createElement = function (name) {
      var made = create.apply(document, arguments);
      if (name === "style") made.nonce = nonce;
      return made;
    };
    script.onload = script.onerror = function (event) {
      document.createElement = create;
      if (event.type === "load" && window.Plotly) takeOverWhenSeen();
    };
    document.head.appendChild(script);
  });
})();
