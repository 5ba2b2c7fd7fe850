// Pictures on staff pages: every one can be downloaded, and on wide screens those that come with data become
// interactive once the page has loaded. The drawing stays where anything fails.
(function () {
  "use strict";
  var library = document.currentScript.dataset.library;
  var nonce = document.getElementById("plotly.js-style-global").nonce;
  var calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  var saving = navigator.connection && navigator.connection.saveData;

  function save(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name + ".png";
    link.click();
  }

  // Through an image at an address of its own kind: the page's policy allows data, not blobs.
  function saveImage(address, scale, name) {
    var image = new Image();
    image.onload = function () {
      var canvas = document.createElement("canvas"), ink = canvas.getContext("2d");
      var edge = 12 * scale, width = image.width * scale, height = image.height * scale;
      canvas.width = width + 2 * edge;
      canvas.height = height + 2 * edge;
      ink.fillStyle = "#fff";
      ink.fillRect(0, 0, canvas.width, canvas.height);
      ink.drawImage(image, edge, edge, width, height);
      save(canvas.toDataURL("image/png"), name);
    };
    image.src = address;
  }

  function addressOf(svg) {
    var copy = svg.cloneNode(true), box = svg.viewBox.baseVal;
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.setAttribute("font-family", getComputedStyle(svg).fontFamily);
    return "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  }

  function offerDownload(figure) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "as-link no-print";
    button.textContent = "Download as a picture";
    button.setAttribute("aria-label", "Download as a picture: " + figure.querySelector("figcaption").textContent);
    button.onclick = function () {
      var chart = figure.querySelector(".js-plotly-plot");
      if (!chart) saveImage(addressOf(figure.querySelector(".drawing svg")), 4, figure.id);
      else Plotly.toImage(chart, { format: "svg", width: chart.offsetWidth, height: chart.offsetHeight })
        .then(function (address) { saveImage(address, 2, figure.id); });
    };
    figure.querySelector(".picture").after(button);
  }

  function takeOver(picture) {
    var drawing = picture.querySelector(".drawing"), chart = document.createElement("div");
    var data = JSON.parse(document.getElementById(picture.dataset.plotly).textContent);
    data.layout.height = Math.max(data.layout.height, drawing.offsetHeight);
    data.layout.dragmode = false;
    data.layout.font.family = getComputedStyle(picture).fontFamily;
    if (calm) data.layout.transition = { duration: 0 };
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", picture.closest("figure").querySelector("figcaption").textContent);
    picture.append(chart);
    Plotly.newPlot(chart, data.data, data.layout, { displayModeBar: false, responsive: true, showTips: false })
      .then(function () { drawing.hidden = true; })
      .catch(function () { chart.remove(); });
  }

  function takeOverWhenSeen() {
    var pictures = document.querySelectorAll("[data-plotly]");
    var watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        watch.unobserve(entry.target);
        takeOver(entry.target);
      });
    }, { rootMargin: "200px" });
    pictures.forEach(function (picture) { watch.observe(picture); });
  }

  document.querySelectorAll("figure[id]").forEach(offerDownload);
  if (saving || !matchMedia("(min-width: 40rem)").matches) return;
  addEventListener("load", function () {
    var script = document.createElement("script"), create = document.createElement;
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
      if (event.type === "load") takeOverWhenSeen();
    };
    document.head.append(script);
  });
})();
