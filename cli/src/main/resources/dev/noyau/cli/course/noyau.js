/* Draws the figures of a page from the data that stands in them. */
(() => {
  const draw = {};
  const clamp = (x, a, b) => Math.max(a, Math.min(b, x));
  const ramp = t => d3.interpolateViridis(0.08 + 0.9 * t);
  const readable = c => (d3.lab(c).l > 58 ? "#111" : "#fff");

  function bytes(text) {
    return Uint8Array.from(atob(text), c => c.charCodeAt(0));
  }

  /* A grey image from one byte a pixel, one pixel as so many of the screen. */
  function grey(canvas, image, scale) {
    const { width, height, pixels } = image;
    const data = bytes(pixels);
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = width * scale + "px";
    canvas.style.height = height * scale + "px";
    const c = canvas.getContext("2d");
    const out = c.createImageData(width, height);
    for (let i = 0; i < data.length; i++) {
      out.data.set([data[i], data[i], data[i], 255], 4 * i);
    }
    c.putImageData(out, 0, 0);
  }

  /* The network as a column of layers, what skips some as an arc; what the chosen pixel of the chosen layer sees. */
  draw.network = (figure, data) => {
    const box = figure.select(".drawing").append("div").attr("class", "network");
    const left = box.append("div").attr("class", "layers");
    const side = box.append("div").attr("class", "side");
    const step = 40;
    const arcs = 18 + 12 * Math.min(6, d3.max(data.layers, (l, i) => d3.max(l.from, f => Math.log2(i - f + 1))) || 0);
    const width = 520;
    const svg = left.append("svg").attr("width", arcs + width + 10).attr("height", step * (data.layers.length + 1) + 8);
    const y = i => (i + 1) * step + 4;
    for (const [i, l] of data.layers.entries()) {
      for (const f of l.from) {
        const skip = i - f > 1;
        const bend = 12 * Math.min(6, Math.log2(i - f + 1));
        const a = y(f) + 30;
        const b = y(i);
        svg.append("path").attr("class", skip ? "edge skip" : "edge").attr("d", skip
          ? `M${arcs},${y(f) + 15} C${arcs - bend - 14},${y(f) + 15} ${arcs - bend - 14},${b + 15} ${arcs},${b + 15}`
          : `M${arcs + 20},${a} V${b}`);
      }
    }
    const node = svg.selectAll(".node").data([{ kind: data.labels.input, shape: data.shape, field: "", path: "" }, ...data.layers])
      .join("g").attr("class", "node").attr("transform", (l, i) => `translate(${arcs},${y(i - 1)})`)
      .attr("tabindex", (l, i) => i ? 0 : null).attr("data-layer", l => l.path);
    node.append("rect").attr("width", width).attr("height", 30).attr("rx", 6);
    node.append("text").attr("x", 10).attr("y", 20).attr("class", "soft").text(l => l.path.length > 17 ? "…" + l.path.slice(-16) : l.path);
    node.append("text").attr("x", 138).attr("y", 20).text(l => l.kind.length > 33 ? l.kind.slice(0, 32) + "…" : l.kind);
    node.append("text").attr("x", 436).attr("y", 20).attr("text-anchor", "end").attr("class", "soft").text(l => l.shape);
    node.append("text").attr("x", width - 10).attr("y", 20).attr("text-anchor", "end").text(l => l.field);
    node.append("title").text(l => `${l.path} ${l.kind} ${l.shape} ${l.field}`);

    const size = 224;
    const scale = size / Math.max(data.image.width, data.image.height);
    const views = side.append("div").attr("class", "views");
    const first = views.append("div");
    first.append("p").attr("class", "said soft").text(`${data.labels.input}, ${data.shape}`);
    const frame = first.append("div").attr("class", "over");
    grey(frame.append("canvas").node(), data.image, scale);
    const top = frame.append("svg").attr("width", data.image.width * scale).attr("height", data.image.height * scale);
    const patch = top.append("rect").attr("class", "patch");
    const second = views.append("div");
    second.append("p").attr("class", "said soft").text(data.labels.pick);
    const map = second.append("svg").attr("width", size + 2).attr("class", "pixels");
    const said = side.append("p").attr("class", "said");
    let chosen = 0;

    function show(i, r, c) {
      const l = data.layers[i];
      chosen = i;
      node.classed("chosen", (d, k) => k === i + 1);
      const s = size / Math.max(l.rows.length, l.columns.length);
      map.selectAll("*").remove();
      map.attr("height", s * l.rows.length + 2);
      map.append("rect").attr("class", "map").attr("width", s * l.columns.length).attr("height", s * l.rows.length);
      map.append("rect").attr("class", "here").attr("x", c * s).attr("y", r * s)
        .attr("width", Math.max(3, s)).attr("height", Math.max(3, s));
      const [a, b] = l.rows[r];
      const [p, q] = l.columns[c];
      patch.attr("x", p * scale).attr("y", a * scale).attr("width", Math.max(0, q - p + 1) * scale)
        .attr("height", Math.max(0, b - a + 1) * scale);
      figure.attr("data-patch", [a, b, p, q].join(","));
      said.text(data.labels.sees.replace("{layer}", l.path).replace("{at}", `(${r}, ${c})`)
        .replace("{rows}", `${a}–${b}`).replace("{columns}", `${p}–${q}`)
        .replace("{size}", `${b - a + 1}×${q - p + 1}`));
    }
    const middle = i => show(i, data.layers[i].rows.length >> 1, data.layers[i].columns.length >> 1);
    node.filter((d, k) => k > 0).on("mouseenter focus click", (e, l) => middle(data.layers.indexOf(l)));
    map.on("mousemove click", e => {
      const l = data.layers[chosen];
      const s = size / Math.max(l.rows.length, l.columns.length);
      const [x, yy] = d3.pointer(e, map.node());
      show(chosen, clamp(Math.floor(yy / s), 0, l.rows.length - 1), clamp(Math.floor(x / s), 0, l.columns.length - 1));
    });
    middle(data.layers.length - 1);
  };

  draw.curve = (figure, data) => {
    const w = 760, h = 320, m = { top: 14, right: 150, bottom: 44, left: 70 };
    const svg = figure.select(".drawing").append("svg").attr("width", w).attr("height", h);
    const all = data.series.flatMap(s => s.points);
    const x = d3.scaleLinear(d3.extent(all, p => p[0]), [m.left, w - m.right]);
    const y = d3.scaleLinear([Math.min(0, d3.min(all, p => p[1])), d3.max(all, p => p[1])], [h - m.bottom, m.top]).nice();
    svg.append("g").attr("class", "grid").attr("transform", `translate(${m.left},0)`)
      .call(d3.axisLeft(y).ticks(6).tickSize(-(w - m.left - m.right)).tickFormat("")).select(".domain").remove();
    svg.append("g").attr("transform", `translate(0,${h - m.bottom})`)
      .call(d3.axisBottom(x).tickValues(x.ticks(8).filter(Number.isInteger)).tickFormat(d3.format("~g")));
    svg.append("g").attr("transform", `translate(${m.left},0)`).call(d3.axisLeft(y).ticks(6));
    svg.append("text").attr("x", (m.left + w - m.right) / 2).attr("y", h - 6).attr("text-anchor", "middle").text(data.x);
    svg.append("text").attr("transform", `translate(16,${(h - m.bottom) / 2}) rotate(-90)`).attr("text-anchor", "middle").text(data.y);
    const dashes = ["", "7 4", "2 3", "9 3 2 3"];
    data.series.forEach((s, i) => {
      const c = `var(--${["blue", "mark", "ink", "soft"][i % 4]})`;
      const g = svg.append("g").attr("class", "series");
      g.append("path").attr("stroke", c).attr("stroke-dasharray", dashes[i % 4]).attr("d", d3.line(p => x(p[0]), p => y(p[1]))(s.points));
      if (s.points.length < 40) {
        g.selectAll("circle").data(s.points).join("circle").attr("r", 4).attr("fill", c)
          .attr("cx", p => x(p[0])).attr("cy", p => y(p[1])).append("title").text(p => p[1]);
      }
      const end = s.points[s.points.length - 1];
      g.append("text").attr("x", x(end[0]) + 10).attr("y", y(end[1]) + 4).text(s.name);
    });
  };

  draw.bars = (figure, data) => {
    const row = 24, left = 260, width = 420;
    const svg = figure.select(".drawing").append("svg").attr("width", left + width + 130).attr("height", row * data.items.length + 30);
    const x = d3.scaleLinear([0, d3.max(data.items, d => d.value) || 1], [0, width]);
    svg.append("text").attr("x", left).attr("y", 16).attr("class", "soft").text(data.label);
    const g = svg.selectAll(".bar").data(data.items).join("g").attr("transform", (d, i) => `translate(0,${24 + i * row})`);
    g.append("text").attr("x", left - 8).attr("y", 16).attr("text-anchor", "end").text(d => d.name.length > 36 ? d.name.slice(0, 35) + "…" : d.name);
    g.append("rect").attr("x", left).attr("y", 3).attr("height", row - 7).attr("width", d => Math.max(d.value > 0 ? 1 : 0, x(d.value))).attr("fill", "var(--blue)");
    g.append("text").attr("x", d => left + x(d.value) + 6).attr("y", 16).text(d => d.text);
  };

  /* A matrix as a coloured grid; equal weights have equal colours and light up together. */
  draw.matrix = (figure, data) => {
    const box = figure.select(".drawing");
    const buttons = box.append("div").attr("class", "bar-of-buttons");
    const area = box.append("div");
    const said = box.append("p").attr("class", "said");
    function show(k) {
      const m = data.steps[k];
      buttons.selectAll("button").attr("aria-pressed", (d, i) => i === k);
      const columns = m.names[0].length;
      const s = clamp(Math.floor(900 / columns), 14, 46);
      area.selectAll("*").remove();
      const svg = area.append("svg").attr("width", columns * s + 2).attr("height", m.names.length * s + 2);
      const g = svg.selectAll("g").data(m.names.flatMap((r, i) => r.map((n, j) => ({ n, i, j, id: m.ids[i][j] })))).join("g")
        .attr("transform", d => `translate(${d.j * s + 1},${d.i * s + 1})`);
      const colour = d => ramp((d.id + 0.5) / m.weights);
      g.append("rect").attr("class", d => d.id < 0 ? "cell none" : "cell").attr("width", s).attr("height", s)
        .style("fill", d => d.id < 0 ? null : colour(d));
      if (s > 26) {
        g.append("text").attr("x", s / 2).attr("y", s / 2 + 4).attr("text-anchor", "middle").style("font-size", s > 38 ? "12px" : "9px")
          .style("fill", d => d.id < 0 ? null : readable(colour(d))).text(d => d.n);
      }
      const rest = m.text;
      said.text(rest);
      g.on("mouseenter", (e, d) => {
        g.select("rect").classed("lit", o => d.id >= 0 && o.id === d.id);
        said.text(d.id < 0 ? `0 — ${rest}` : `${d.n} ×${m.ids.flat().filter(o => o === d.id).length} — ${rest}`);
      });
    }
    buttons.selectAll("button").data(data.steps).join("button").text(d => d.title).on("click", (e, d) => show(data.steps.indexOf(d)));
    show(data.steps.length - 1);
  };

  /* The filter slides over the padded input; the sum that it computes is written out. */
  draw.convolution = (figure, data) => {
    const box = figure.select(".drawing");
    const buttons = box.append("div").attr("class", "bar-of-buttons");
    const area = box.append("div");
    const said = box.append("p").attr("class", "said");
    let v = 0, at = 0, timer = 0;
    const s = 34;
    const number = x => d3.format("~g")(x).replace("−", "-");
    function grid(svg, x, y, values, css) {
      const g = svg.append("g").attr("transform", `translate(${x},${y})`).selectAll("g")
        .data(values.flatMap((r, i) => r.map((n, j) => ({ n, i, j })))).join("g").attr("transform", d => `translate(${d.j * s},${d.i * s})`);
      g.append("rect").attr("class", d => "cell " + css(d)).attr("width", s).attr("height", s);
      g.append("text").attr("x", s / 2).attr("y", s / 2 + 5).attr("text-anchor", "middle").text(d => d.n === null ? "" : number(d.n));
    }
    function show() {
      const o = data.variants[v];
      const p = o.padding, n = data.input.length, k = data.kernel.length;
      const w = o.output[0].length;
      at = (at + o.output.length * w) % (o.output.length * w);
      const r = Math.floor(at / w), c = at % w;
      const padded = d3.range(-p, n + p).map(i => d3.range(-p, n + p).map(j => i < 0 || j < 0 || i >= n || j >= n ? 0 : data.input[i][j]));
      area.selectAll("*").remove();
      const left = padded.length * s, side = k * s;
      const svg = area.append("svg").attr("width", left + side + w * s + 130).attr("height", Math.max(left, o.output.length * s) + 4);
      grid(svg, 2, 2, padded, d => d.i < p || d.j < p || d.i >= n + p || d.j >= n + p ? "pad" : "value");
      svg.append("rect").attr("class", "window").attr("x", 2 + c * o.stride * s).attr("y", 2 + r * o.stride * s).attr("width", side).attr("height", side);
      svg.append("text").attr("x", left + 26).attr("y", side / 2 + 6).style("font-size", "22px").text("∗");
      grid(svg, left + 52, 2, data.kernel, () => "value");
      svg.append("text").attr("x", left + side + 76).attr("y", side / 2 + 6).style("font-size", "22px").text("=");
      grid(svg, left + side + 110, 2, o.output.map((row, i) => row.map((x, j) => i * w + j <= at ? x : null)), d => d.i === r && d.j === c ? "value now" : "value");
      svg.append("rect").attr("class", "window").attr("x", left + side + 110 + c * s).attr("y", 2 + r * s).attr("width", s).attr("height", s);
      const terms = data.kernel.flatMap((row, i) => row.map((x, j) => x === 0 ? null : `${number(x)}·${number(padded[r * o.stride + i][c * o.stride + j])}`)).filter(t => t);
      said.text(`${terms.join(" + ")} = ${number(o.output[r][c])}`);
      figure.attr("data-at", `${r},${c}`);
      variants.attr("aria-pressed", (d, i) => i === v);
    }
    const stop = () => { clearInterval(timer); timer = 0; };
    const variants = buttons.selectAll(".variant").data(data.variants).join("button").attr("class", "variant").text(d => d.title)
      .on("click", (e, d) => { v = data.variants.indexOf(d); at = 0; show(); });
    buttons.append("button").text("◀").attr("aria-label", data.labels.back).on("click", () => { stop(); at--; show(); });
    buttons.append("button").text("▶").attr("aria-label", data.labels.next).attr("class", "next").on("click", () => { stop(); at++; show(); });
    buttons.append("button").text(data.labels.play).on("click", () => {
      if (timer) { stop(); } else { timer = setInterval(() => { at++; show(); }, 700); }
    });
    show();
  };

  /* Small grey images side by side. */
  draw.images = (figure, data) => {
    const many = figure.select(".drawing").append("div").attr("class", "many");
    for (const i of data.items) {
      const d = many.append("div");
      grey(d.append("canvas").node(), i, data.scale);
      d.append("span").text(i.title);
    }
  };

  /* How much each pixel counts, as colours, the root of it so that little is seen too; frames hold shares of all. */
  draw.heat = (figure, data) => {
    const { width, height, row, column, labels } = data;
    const mass = new Float32Array(bytes(data.mass).buffer);
    const most = d3.max(mass) || 1;
    const scale = Math.max(1, Math.floor(400 / Math.max(width, height)));
    const over = figure.select(".drawing").append("div").attr("class", "over heat");
    const canvas = over.append("canvas").attr("width", width).attr("height", height)
      .style("width", width * scale + "px").style("height", height * scale + "px").node();
    const c = canvas.getContext("2d");
    mass.forEach((m, i) => {
      c.fillStyle = ramp(Math.sqrt(m / most));
      c.fillRect(i % width, Math.floor(i / width), 1, 1);
    });
    const svg = over.append("svg").attr("width", width * scale + 170).attr("height", height * scale + 2);
    const frames = svg.selectAll("g").data(data.squares).join("g");
    frames.append("rect").attr("class", "patch").attr("stroke-dasharray", (d, i) => ["", "6 4"][i % 2])
      .attr("x", d => (width - d.side) / 2 * scale).attr("y", d => (height - d.side) / 2 * scale)
      .attr("width", d => d.side * scale).attr("height", d => d.side * scale);
    frames.append("line").attr("class", "lead").attr("x1", d => (width + d.side) / 2 * scale).attr("x2", width * scale + 12)
      .attr("y1", d => Math.max(8, (height - d.side) / 2 * scale)).attr("y2", d => Math.max(8, (height - d.side) / 2 * scale));
    frames.append("text").attr("x", width * scale + 16).attr("y", d => 4 + Math.max(8, (height - d.side) / 2 * scale))
      .text(d => labels.square.replace("{share}", d.text).replaceAll("{side}", d.side));
    const said = figure.select(".drawing").append("p").attr("class", "said");
    svg.on("mousemove", e => {
      const [x, y] = d3.pointer(e, svg.node()).map(v => Math.floor(v / scale));
      said.text(x < 0 || y < 0 || x >= width || y >= height ? "" : labels.pixel.replace("{row}", row + y)
        .replace("{column}", column + x).replace("{share}", d3.format(".3%")(mass[y * width + x])));
    });
  };

  /* What a network says at each place, written on the image. */
  draw.scores = (figure, data) => {
    const scale = 4;
    const over = figure.select(".drawing").append("div").attr("class", "over");
    grey(over.append("canvas").node(), data.image, scale);
    const svg = over.append("svg").attr("width", data.image.width * scale).attr("height", data.image.height * scale);
    const said = figure.select(".drawing").append("p").attr("class", "said");
    const g = svg.selectAll("g").data(data.places).join("g").attr("transform", d => `translate(${d.x * scale},${d.y * scale})`)
      .style("opacity", d => d.sure < 0.6 ? 0.25 : 1);
    g.append("circle").attr("r", 9).attr("fill", d => ramp(d.sure));
    g.append("text").attr("text-anchor", "middle").attr("y", 4).style("font-size", "11px").style("fill", d => readable(ramp(d.sure))).text(d => d.digit);
    g.on("mouseenter", (e, d) => said.text(`${d.digit}: ${d3.format(".1%")(d.sure)}`));
  };

  /* Lines of a computation, one more with each click. */
  draw.steps = (figure, data) => {
    const box = figure.select(".drawing");
    const buttons = box.append("div").attr("class", "bar-of-buttons");
    const list = box.append("ol");
    let shown = 1;
    const show = () => list.selectAll("li").data(data.steps.slice(0, shown)).join("li").html(d => d);
    buttons.append("button").attr("class", "next").text("▶ " + data.labels.next).on("click", () => { shown = Math.min(shown + 1, data.steps.length); show(); });
    buttons.append("button").text(data.labels.all).on("click", () => { shown = data.steps.length; show(); });
    show();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const f of document.querySelectorAll("figure[data-draw]")) {
      draw[f.dataset.draw](d3.select(f), JSON.parse(f.querySelector("script").textContent));
      f.dataset.drawn = "yes";
    }
    const b = document.querySelector("button.theme");
    b?.addEventListener("click", () => {
      const r = document.documentElement;
      const dark = r.dataset.theme ? r.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      r.dataset.theme = dark ? "light" : "dark";
    });
  });
})();
