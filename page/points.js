/* The networks of experiments.js, a point each: the pointer, the finger or the cursor keys
 * tell who it is and which command makes it again.  What belongs together (one seed in all
 * arms) is joined while one of it is pointed at. */
"use strict";
(function () {
  const width = 100, height = 46, left = 11, bottom = 9, top = 2, right = 2;

  /* About four round numbers from LOW to HIGH. */
  const ticks = (low, high) => {
    const raw = (high - low) / 4, unit = 10 ** Math.floor(Math.log10(raw));
    const step = unit * [1, 2, 5, 10].find(times => times * unit >= raw);
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++) found.push(+(i * step).toPrecision(6));
    return found;
  };

  function explore(set) {
    const figure = document.getElementById(set.figure);
    if (!figure || !set.points.length) return;
    const choices = {}, chosen = {};
    for (const name of set.choices) {
      choices[name] = [name, distinct(set.points.map(p => p[name]))];
      chosen[name] = choices[name][1][0];
    }
    const plot = make("div"), readout = make("div", {class: "readout scroll", "aria-live": "polite"});
    figure.append(make("details", {class: "explorable"}, make("summary", {}, set.title),
      make("p", {class: "hint"}, "Point at a network, tap it, or move with the arrow keys."), menus(choices, chosen, draw), plot, readout));
    let at = 0;

    function draw() {
      const points = set.points.filter(p => set.choices.every(name => p[name] === chosen[name])).sort((a, b) => a.x - b.x || a.y - b.y);
      const values = points.flatMap(p => [p.low ?? p.y, p.y, p.high ?? p.y]), xs = points.map(p => p.x);
      let low = Math.min(...values), high = Math.max(...values);
      if (low === high) { low -= 0.5; high += 0.5; }
      const first = Math.min(...xs), last = Math.max(...xs), wide = last - first || 1;
      const x = value => left + 2 + (width - left - right - 4) * (value - first) / wide;
      const y = value => top + (height - top - bottom) * (high - value) / (high - low);
      const svg = make("svg", {viewBox: `0 0 ${width} ${height}`, tabindex: "0", role: "img", "aria-label": `${set.title}, ${points.length} points`});
      for (const value of ticks(low, high))
        svg.append(make("line", {class: value ? "grid" : "grid zero", x1: left, x2: width - right, y1: y(value), y2: y(value)}),
          make("text", {x: left - 1, y: y(value) + 0.8, "text-anchor": "end"}, minus(String(value))));
      for (const value of distinct(xs).length > 12 ? [first, last] : distinct(xs))
        svg.append(make("text", {x: x(value), y: height - bottom + 4, "text-anchor": "middle"}, String(value)));
      svg.append(make("text", {x: (left + width) / 2, y: height - 0.6, "text-anchor": "middle"}, set.x),
        make("text", {x: 0, y: 0, "text-anchor": "middle", transform: `translate(2.2 ${(height - bottom) / 2}) rotate(-90)`},
          (chosen.quantity || set.y).replaceAll("_", " ")));
      const joined = make("path", {class: "joined"}), here = make("circle", {class: "pointed", r: 1.1});
      for (const p of points) {
        if (p.low !== undefined) svg.append(make("line", {class: "span", x1: x(p.x), x2: x(p.x), y1: y(p.low), y2: y(p.high)}));
        svg.append(make("circle", {class: "point", cx: x(p.x), cy: y(p.y), r: 0.7}));
      }
      svg.append(joined, here);

      const tell = index => {
        at = Math.min(points.length - 1, Math.max(0, index));
        const p = points[at], kin = points.filter(q => p.kin !== undefined && q.kin === p.kin);
        here.setAttribute("cx", x(p.x));
        here.setAttribute("cy", y(p.y));
        joined.setAttribute("d", kin.map((q, i) => `${i ? "L" : "M"}${x(q.x)} ${y(q.y)}`).join(""));
        const body = make("tbody");
        for (const [name, value] of [...p.told, [(chosen.quantity || set.y).replaceAll("_", " "), String(p.y)]])
          body.append(make("tr", {"data-row": name}, make("th", {scope: "row"}, name), make("td", {}, /^[-\d., e]*$/.test(value) ? minus(value) : value)));
        body.append(make("tr", {"data-row": "command"}, make("th", {scope: "row"}, "made by"),
          make("td", {}, ...p.commands.flatMap(command => [make("code", {}, command), make("br")]))));
        readout.replaceChildren(make("table", {}, body));
      };
      const aim = event => {
        const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        const away = points.map(p => Math.hypot(x(p.x) - place.x, y(p.y) - place.y));
        tell(away.indexOf(Math.min(...away)));
      };
      svg.addEventListener("pointermove", aim);
      svg.addEventListener("click", aim);
      svg.addEventListener("keydown", event => {
        const step = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1}[event.key];
        if (!step) return;
        event.preventDefault();
        tell(at + step);
      });
      plot.replaceChildren(svg);
      tell(at);
    }
    draw();
  }
  experiments.forEach(explore);
})();
