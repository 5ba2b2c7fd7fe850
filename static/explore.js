// Explore: the charts library comes when somebody asks for it. The drawing and the table stay where anything fails.
(() => {
  const NEEDS = `Promise fetch DOMParser URLSearchParams FormData Blob Image Error URL.createObjectURL
    URL.revokeObjectURL history.replaceState Element.prototype.closest Element.prototype.replaceWith
    Array.prototype.findIndex HTMLCanvasElement.prototype.getContext HTMLCanvasElement.prototype.toBlob
    CanvasRenderingContext2D.prototype.drawImage HTMLElement.prototype.click matchMedia decodeURIComponent`;
  const find = (id) => document.getElementById(id);
  const turning = find("turning");
  const told = find("told");
  const tools = find("tools");
  const library = document.currentScript.dataset.library;
  const nonce = find("plotly.js-style-global").nonce;
  if (!turning || !window.asking || !asking.ready(NEEDS)) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
  let came = null; // the figure as it was sent
  let at = -1; // how far one has walked over its points
  let marked = []; // the points that are selected, each as [trace, point]

  const chart = () => find("interactive");
  const say = (words) => (told.textContent = words);
  const plain = (words) => words.replace(/&(amp|lt|gt);/g, (one) => ENTITIES[one]);
  const copied = (value) => JSON.parse(JSON.stringify(value));

  // --- fetching ---------------------------------------------------------------------------------------------

  function fetchLibrary() {
    if (window.Plotly) return Promise.resolve();
    return new Promise((done) => {
      const script = document.createElement("script");
      const create = document.createElement;
      // The library brings a stylesheet for its maps; the page's nonce lets it in.
      document.createElement = (...named) => {
        const made = create.apply(document, named);
        if (named[0] === "style") made.nonce = nonce;
        return made;
      };
      script.src = library;
      script.onload = script.onerror = () => {
        document.createElement = create;
        done();
      };
      document.head.appendChild(script);
    }).then(() => {
      if (!window.Plotly) throw new Error("The drawing library could not be loaded.");
    });
  }

  function fetchFigure() {
    return asking.ask(find("files").dataset.figure).then((reply) => {
      if (!reply.ours || !reply.told.data) throw new Error("The figures could not be fetched.");
      return reply.told;
    });
  }

  function begin() {
    find("draw").disabled = true;
    say("Loading the drawing library.");
    return Promise.all([fetchFigure(), fetchLibrary()])
      .then(([figure]) => show(figure))
      .then(() => {
        find("asking").hidden = true;
        tools.hidden = false;
        say("The picture is interactive now. Buttons above it zoom, select, show and hide, and save it.");
      })
      .catch((fault) => {
        keepDrawing();
        find("draw").disabled = false;
        find("draw").textContent = "Try again";
        say(`${fault.message} The drawing and the table stay as they are, and so do the files below them.`);
      });
  }

  function keepDrawing() {
    chart().hidden = true;
    document.querySelector("#explored .drawing").hidden = false;
  }

  // --- drawing ----------------------------------------------------------------------------------------------

  // Every board has axes of its own: xaxis, xaxis2 and so on.
  const axesOf = (layout, kind) => Object.keys(layout).filter((name) => name.indexOf(kind) === 0);

  function layoutHere() {
    const layout = copied(came.layout);
    delete layout.title; // it stands above the picture, and so does what each series is
    layout.showlegend = false;
    layout.height = layout.meta.height;
    layout.autosize = true;
    layout.margin.t = layout.polar ? 60 : 20;
    layout.font.family = getComputedStyle(turning).fontFamily;
    if (calm) layout.transition = { duration: 0 };
    if (!matchMedia("(min-width: 40rem)").matches) {
      layout.font.size = 12;
      layout.margin.r = layout.polar ? 85 : 50;
      if (layout.polar) layout.margin.l = 85;
      if (layout.polar) layout.height = 420 * axesOf(layout, "polar").length;
      for (const name of axesOf(layout, "xaxis"))
        layout[name].ticktext = layout[name].tickvals.map((value) => `${value}`);
    }
    return layout;
  }

  function show(figure) {
    came = figure;
    at = -1;
    const place = chart();
    place.hidden = false;
    const config = { displayModeBar: false, responsive: true, showTips: false, doubleClick: "reset" };
    return Promise.resolve()
      .then(() => Plotly.newPlot(place, copied(figure.data), layoutHere(), config))
      .catch(() => {
        throw new Error("The picture could not be drawn.");
      })
      .then(() => {
        document.querySelector("#explored .drawing").hidden = true;
        place.on("plotly_selected", (event) => note(event ? event.points.map(ofEvent) : []));
        place.on("plotly_deselect", () => note([]));
        place.on("plotly_restyle", tellShown);
        note([]);
        makeSwitches();
        press("drag", "zoom");
      });
  }

  // --- showing and hiding -----------------------------------------------------------------------------------

  const leading = () =>
    came.data.map((trace, number) => [trace, number]).filter(([trace]) => trace.showlegend !== false);
  const isShown = (number) => [undefined, true].includes(chart().data[number].visible);
  const numbersOf = (series) =>
    came.data.map((trace, i) => (trace.legendgroup === series ? i : -1)).filter((i) => i >= 0);

  function makeSwitches() {
    find("shown").hidden = false;
    find("shown").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const those = numbersOf(button.dataset.series);
      Plotly.restyle(chart(), { visible: isShown(those[0]) ? "legendonly" : true }, those);
    });
    tellShown();
  }

  function tellShown() {
    for (const button of find("shown").querySelectorAll("button"))
      button.setAttribute("aria-pressed", isShown(numbersOf(button.dataset.series)[0]));
  }

  // --- walking and selecting --------------------------------------------------------------------------------

  // Every figure that is drawn and not hidden. A radar draws its first again at its end.
  function points() {
    const found = [];
    for (const [trace, number] of leading()) {
      if (!isShown(number) || !trace.customdata) continue;
      const values = trace.r || trace.x;
      const last = trace.customdata.length - (trace.type === "scatterpolar" ? 1 : 0);
      for (let i = 0; i < last; i++) {
        const other = trace.r ? trace.r[i] : trace.y[i];
        if (values[i] !== null && other !== null) found.push([number, i]);
      }
    }
    return found;
  }

  const words = ([trace, point]) => came.data[trace].customdata[point].map(plain).join(", ");
  const isSame = (one, other) => one[0] === other[0] && one[1] === other[1];

  // Of a bar that is drawn in two parts, or a radar's first point, whichever was met.
  function ofEvent(point) {
    const { legendgroup } = came.data[point.curveNumber];
    const [trace, number] = leading().find(([one]) => one.legendgroup === legendgroup);
    const length = trace.customdata.length - (trace.type === "scatterpolar" ? 1 : 0);
    return [number, point.pointNumber % length];
  }

  function walk(by) {
    const all = points();
    if (!all.length) return say("No figure is shown.");
    at = (at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by + all.length) % all.length;
    const [curveNumber, pointNumber] = all[at];
    const { subplot, xaxis, yaxis } = came.data[curveNumber];
    const board = came.layout.polar ? subplot || "polar" : `${xaxis || "x"}${yaxis || "y"}`;
    try {
      Plotly.Fx.hover(chart(), [{ curveNumber, pointNumber }], board);
    } catch {
      // Where the library cannot point at it, the words say it all the same.
    }
    say(`${words(all[at])}. ${at + 1} of ${all.length}.`);
  }

  function mark() {
    const here = points()[at];
    if (!here) return say("Walk to a figure first.");
    const others = marked.filter((one) => !isSame(one, here));
    const isNew = others.length === marked.length;
    select(isNew ? [...marked, here] : others);
    say(`${isNew ? "Selected" : "No longer selected"}: ${words(here)}.`);
  }

  function select(those) {
    note(those);
    const traces = came.data.map((_, number) => number).filter((number) => came.data[number].customdata);
    const selectedpoints = traces.map((number) =>
      those.length ? those.filter((one) => one[0] === number).map((one) => one[1]) : null,
    );
    Plotly.restyle(chart(), { selectedpoints }, traces);
  }

  function note(those) {
    marked = those.filter((one, i) => those.findIndex((other) => isSame(one, other)) === i);
    const list = find("selected");
    list.textContent = "";
    for (const one of marked) list.appendChild(document.createElement("li")).textContent = words(one);
    find("chosen").textContent = `Selected figures: ${marked.length}`;
  }

  // --- the view ---------------------------------------------------------------------------------------------

  function press(name, value) {
    for (const button of tools.querySelectorAll(`[data-${name}]`))
      button.setAttribute("aria-pressed", button.dataset[name] === value);
  }

  function zoom(by) {
    const { layout } = chart();
    if (!by) return whole();
    const moved = {};
    for (const name of axesOf(layout, "polar")) {
      const [low, high] = layout[name].radialaxis.range;
      moved[`${name}.radialaxis.range`] = [low, low + (high - low) * by];
    }
    for (const name of layout.polar ? [] : [...axesOf(layout, "xaxis"), ...axesOf(layout, "yaxis")]) {
      const [low, high] = layout[name].range;
      const middle = middleOf(name) || (low + high) / 2;
      moved[`${name}.range`] = [middle + (low - middle) * by, middle + (high - middle) * by];
    }
    return Plotly.relayout(chart(), moved);
  }

  // Where the figures lie on an axis: one that has names in place of figures has no such middle.
  function middleOf(name) {
    const [way, axis] = [name[0], name.replace("axis", "")];
    const ends = points()
      .filter(([trace]) => (came.data[trace][`${way}axis`] || way) === axis)
      .map(([trace, point]) => (came.data[trace].base || 0) + came.data[trace][way][point])
      .filter((value) => typeof value === "number");
    return ends.length ? (Math.min(...ends) + Math.max(...ends)) / 2 : 0;
  }

  function whole() {
    const layout = copied(came.layout);
    const moved = {};
    for (const name of axesOf(layout, "polar")) {
      moved[`${name}.radialaxis.range`] = layout[name].radialaxis.range;
      moved[`${name}.angularaxis.rotation`] = layout[name].angularaxis.rotation;
    }
    for (const name of [...axesOf(layout, "xaxis"), ...axesOf(layout, "yaxis")]) {
      if (layout[name].range) moved[`${name}.range`] = layout[name].range;
      else moved[`${name}.autorange`] = layout[name].autorange;
    }
    return Plotly.relayout(chart(), moved);
  }

  // --- saving -----------------------------------------------------------------------------------------------

  function hand(blob, ending) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${find("files").dataset.name}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`The picture is saved as ${link.download}.`);
  }

  // The library makes a PNG from an address that the page's policy does not let in; so it is painted here.
  function paint(address) {
    return new Promise((done) => {
      const picture = new Image();
      picture.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = 2 * picture.width;
        canvas.height = 2 * picture.height;
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done);
      };
      picture.onerror = () => done(null);
      picture.src = address;
    });
  }

  function save(kind) {
    const { title, margin, legend, height } = came.layout;
    const layout = { ...copied(chart().layout), title, margin, legend, showlegend: true };
    const width = Math.max(720, chart().offsetWidth);
    return Plotly.toImage({ data: copied(chart().data), layout }, { format: "svg", width, height })
      .then((address) => {
        if (kind === "png") return paint(address);
        const drawn = decodeURIComponent(address.slice(address.indexOf(",") + 1));
        return new Blob([drawn], { type: "image/svg+xml" });
      })
      .then((blob) => hand(blob, kind)) // there is no address of nothing
      .catch(() => say("The picture could not be saved. The files below the table are there."));
  }

  // --- another choice ---------------------------------------------------------------------------------------

  // Once the picture is interactive, another choice takes no page load. Where that fails, the page is loaded.
  function choose(event) {
    if (tools.hidden) return;
    const form = event.target;
    let address = "";
    try {
      address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    } catch {
      return;
    }
    event.preventDefault();
    say("Fetching these figures.");
    asking
      .ask(address, { page: true })
      .then(({ page }) => {
        const explored = page.getElementById("explored");
        const choice = page.getElementById("choice");
        Plotly.purge(chart());
        find("explored").replaceWith(explored);
        find("choice").replaceWith(choice);
        document.title = page.title;
        history.replaceState(null, "", address);
        choice.addEventListener("submit", choose);
        choice.querySelector("button").focus({ preventScroll: true });
      })
      .then(fetchFigure)
      .then(show)
      .then(() => say(document.querySelector("#explored figcaption").textContent))
      .catch(() => location.assign(address)); // the form may have gone from the page by now
  }

  turning.hidden = false;
  find("choice").addEventListener("submit", choose);
  find("draw").addEventListener("click", begin);
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { drag, walk: by, zoom: scale, save: kind } = button.dataset;
    if (drag) Plotly.relayout(chart(), { dragmode: drag }).then(() => press("drag", drag));
    if (by) walk(Number(by));
    if (scale) zoom(Number(scale));
    if (kind) save(kind);
    if ("mark" in button.dataset) mark();
    if ("clear" in button.dataset) {
      select([]);
      say("No figure is selected.");
    }
  });
  tools.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.target.closest("#walking")) return;
    event.preventDefault();
    walk(by);
  });
})();
