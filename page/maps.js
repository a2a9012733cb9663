/* The coherence planes of the networks of planes.js, RL beside SL, with the certificate of
 * the point under the pointer, the finger or the cursor keys.  Texts of numbers are shown
 * as the program wrote them. */
"use strict";
(function () {
  const place = document.getElementById("explorer");
  if (!place || !networks.length) return;

  const meaning = {
    "fixed-point": "the state stays; proved for the region it ends in",
    "cycle": "repeats itself after a whole number of steps",
    "quasi-periodic": "turns on a closed curve and never repeats itself",
    "chaotic": "bounded, and neighbours part",
    "unbounded": "grows for ever",
    "marginal": "neutral: neither attracts nor repels",
    "undecided": "the budget of steps was spent",
  };
  const rows = [
    ["order", "steps of the cycle"], ["radius", "spectral radius"], ["residual", "residual"],
    ["exponent", "Lyapunov exponent per step"], ["rotation", "turns per step"], ["defect", "distance from the curve"],
    ["steps", "decided after steps"], ["attractor", "attractor"], ["choice", "choice"],
  ];
  /* The symbols of the drawings, on a cell of side 1 around 0, 0. */
  const marks = {
    "cycle": "M0-.28 .26.2H-.26Z", "quasi-periodic": "M-.25 0a.25.25 0 1 0 .5 0a.25.25 0 1 0-.5 0",
    "chaotic": "M-.24-.24 .24.24M.24-.24-.24.24", "unbounded": "M-.26.14 0-.2 .26.14",
    "marginal": "M0-.3 .25 0 0 .3-.25 0Z", "undecided": "M-.26 0H.26M0-.26V.26",
  };

  const percent = text => (text > 0 ? "+" : text < 0 ? "−" : "") + String(+Math.abs(200 * text).toPrecision(6)) + " %";

  /* The points of a network, read once: "stage context" -> list of objects. */
  const read = network => network.planes ||= (() => {
    const planes = {};
    for (const line of network.points.split("\n")) {
      const cells = line.split("\t"), point = {};
      network.columns.forEach((name, i) => { point[name] = cells[i]; });
      (planes[point.stage + " " + point.context] ||= []).push(point);
    }
    return planes;
  })();

  const widths = ascending(networks.map(n => n.delta));
  const first = read(networks[0]);
  const chosen = {regime: networks[0].regime, delta: widths[widths.length - 1], stage: "stimulus", context: "1"};
  const choices = {
    regime: ["regime", distinct(networks.map(n => n.regime))],
    delta: ["width δ", widths],
    stage: ["stage", distinct(Object.keys(first).map(k => k.split(" ")[0]))],
    context: ["stream that counts", distinct(Object.keys(first).map(k => k.split(" ")[1]))],
  };
  let cursor = [0, 0], only = "";

  const controls = menus(choices, chosen, draw);
  const planes = make("div", {class: "planes"}), key = make("ul", {class: "key"});
  const readout = make("div", {class: "readout scroll", "aria-live": "polite"});
  place.append(make("h2", {}, "Planes of this machine's networks, point by point"),
    make("p", {class: "hint"}, "Axes are coherences. Point at a square, tap it, or move with the arrow keys: both networks answer to the same input."),
    controls, planes, key, readout);

  let shown = {};

  function drawPlane(teacher) {
    const network = networks.find(n => n.teacher === teacher && n.regime === chosen.regime && n.delta === chosen.delta);
    const points = network && read(network)[chosen.stage + " " + chosen.context] || [];
    const xs = ascending(points.map(p => p.relevant)), ys = ascending(points.map(p => p.other));
    const nx = xs.length, ny = ys.length, at = new Map();
    const box = make("div", {class: "plane " + teacher}, make("h3", {}, teacher.toUpperCase()));
    if (!nx) {
      box.append(make("p", {class: "hint"}, "No such network, or its run failed."));
      return {box, at};
    }
    const u = nx / 21; // letters have one size, whatever the number of points
    const svg = make("svg", {style: `--u: ${u}px`, viewBox: `${-2.4 * u} ${-0.3 * u} ${nx + 2.6 * u} ${ny + 3.8 * u}`, tabindex: "0", role: "img",
      "aria-label": `${teacher.toUpperCase()}: label of each point of the coherence plane, ${network.id}`});
    const cells = make("g", {class: "cells"}), symbols = {};
    for (const point of points) {
      const i = xs.indexOf(point.relevant), j = ny - 1 - ys.indexOf(point.other);
      const cell = make("rect", {class: "cell " + point.label, x: i, y: j, width: 1.02, height: 1.02,
        "data-relevant": point.relevant, "data-other": point.other});
      cell.classList.toggle("faint", only && only !== point.label);
      cells.append(cell);
      at.set(point.relevant + " " + point.other, {point, i, j});
      if (marks[point.label] && (!only || only === point.label))
        (symbols[point.label] ||= []).push([i + 0.5, j + 0.5]);
    }
    for (const [label, list] of Object.entries(symbols))
      for (const [x, y] of list)
        cells.append(make("path", {class: "mark " + label, d: marks[label], transform: `translate(${x} ${y})`, "pointer-events": "none"}));
    const edge = make("rect", {class: "edge", width: nx, height: ny, "pointer-events": "none"});
    const here = make("rect", {class: "here", width: 1, height: 1, "pointer-events": "none"});
    svg.append(cells, edge, here,
      make("text", {x: 0, y: ny + 1.5 * u}, percent(xs[0])), make("text", {x: nx, y: ny + 1.5 * u, "text-anchor": "end"}, percent(xs[nx - 1])),
      make("text", {x: nx / 2, y: ny + 3.1 * u, "text-anchor": "middle"}, "stream that counts"),
      make("text", {x: nx / 2, y: -0.9 * u, transform: `rotate(-90) translate(${-ny / 2 - nx / 2} 0)`, "text-anchor": "middle"}, "other stream"));
    const aim = event => {
      const cell = event.target.closest("rect.cell");
      if (cell) point(cell.dataset.relevant, cell.dataset.other);
    };
    svg.addEventListener("pointermove", aim);
    svg.addEventListener("click", aim);
    svg.addEventListener("keydown", event => {
      const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1]}[event.key];
      if (!step) return;
      event.preventDefault();
      const clamp = (list, value, by) => list[Math.min(list.length - 1, Math.max(0, list.indexOf(value) + by))];
      point(clamp(xs, cursor[0], step[0]), clamp(ys, cursor[1], step[1]));
    });
    box.append(svg);
    return {box, at, here, xs, ys, network};
  }

  function drawKey() {
    const counts = {};
    for (const teacher of ["rl", "sl"])
      for (const {point} of shown[teacher].at.values())
        (counts[point.label] ||= {rl: 0, sl: 0})[teacher]++;
    key.replaceChildren();
    for (const label of Object.keys(meaning).filter(l => counts[l])) {
      const share = teacher => (100 * counts[label][teacher] / (shown[teacher].at.size || 1)).toFixed(1);
      const sample = make("svg", {viewBox: "-.5 -.5 1 1", "aria-hidden": "true"},
        make("rect", {class: label, x: -0.5, y: -0.5, width: 1, height: 1, stroke: "#888", "stroke-width": 0.08}));
      if (marks[label]) sample.append(make("path", {class: "mark " + label, d: marks[label]}));
      const button = make("button", {type: "button", "aria-pressed": String(only === label), title: meaning[label]},
        sample, `${label.replace("fixed-point", "fixed point")} ${share("rl")} | ${share("sl")} %`);
      button.addEventListener("click", () => { only = only === label ? "" : label; draw(); });
      key.append(make("li", {}, button));
    }
  }

  function certificate(point, name) {
    const text = point && point[name];
    if (text === undefined || text === "nan" || (name === "order" && +text < 1)) return "–";
    const error = point.error;
    return minus(name === "exponent" && error && error !== "nan" && +error ? `${text} ± ${error}` : text);
  }

  function point(relevant, other) {
    cursor = [relevant, other];
    const found = ["rl", "sl"].map(teacher => {
      const plane = shown[teacher], hit = plane.at.get(relevant + " " + other);
      if (plane.here && hit) {
        plane.here.setAttribute("x", hit.i);
        plane.here.setAttribute("y", hit.j);
      }
      return hit && hit.point;
    });
    const body = make("tbody");
    const row = (title, texts, name) => body.append(make("tr", {"data-row": name}, make("th", {scope: "row"}, title),
      ...texts.map((text, i) => make("td", {class: name, "data-teacher": ["rl", "sl"][i]}, text))));
    row("label", found.map(p => p ? p.label.replace("fixed-point", "fixed point") : "–"), "label");
    row("which means", found.map(p => p ? meaning[p.label] : "–"), "meaning");
    for (const [name, title] of rows)
      if (found.some(p => certificate(p, name) !== "–"))
        row(title, found.map(p => certificate(p, name)), name);
    row("made by", ["rl", "sl"].map(teacher => shown[teacher].network ? make("code", {}, shown[teacher].network.command) : "–"), "command");
    readout.replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, make("th", {}, `${percent(relevant)} counts, ${percent(other)} other`), make("th", {}, "RL"), make("th", {}, "SL"))), body));
  }

  function draw() {
    shown = {rl: drawPlane("rl"), sl: drawPlane("sl")};
    planes.replaceChildren(shown.rl.box, shown.sl.box);
    drawKey();
    const any = shown.rl.xs ? shown.rl : shown.sl;
    if (!any.xs) return readout.replaceChildren();
    const near = (list, value) => list.includes(value) ? value : list[Math.floor(list.length / 2)];
    point(near(any.xs, cursor[0]), near(any.ys, cursor[1]));
  }

  draw();
})();

/* At a desk the contents stand open beside the text. */
(function () {
  const contents = document.querySelector("nav details"), desk = matchMedia("(min-width: 76rem)");
  const follow = () => { contents.open = desk.matches; };
  desk.addEventListener("change", follow);
  follow();
})();
