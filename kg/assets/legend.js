// The legend, which is the filter at the same time.
function sample(p, dashed) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [k, v] of Object.entries({ width: 34, height: 12, "aria-hidden": "true" })) svg.setAttribute(k, v);
  const path = document.createElementNS(ns, "path");
  const ink = p ? colour[`r-${p}`] : colour.muted;
  for (const [k, v] of Object.entries({ d: dashed ? "M1 6H33" : "M1 6H26M33 6l-8-4v8z", stroke: ink, "stroke-width": 2.5, fill: dashed ? "none" : ink, "stroke-dasharray": dashed || "none" })) path.setAttribute(k, v);
  svg.append(path);
  return svg;
}

function box(status, branch, kind) {
  const canvas = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  canvas.width = 36 * ratio;
  canvas.height = 20 * ratio;
  canvas.style.width = "36px";
  canvas.style.height = "20px";
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio * 0.5, ratio * 0.5);
  outline(ctx, kind, 3, 3, 66, 34);
  ctx.fillStyle = status === "unresolved" ? colour.page : colour.paper;
  ctx.fill();
  ctx.lineWidth = 3;
  ctx.setLineDash(status === "unresolved" ? [8, 5] : status === "named" ? [3, 4] : []);
  ctx.strokeStyle = status === "unresolved" ? colour.warn : colour[branch] || colour.none;
  ctx.stroke();
  if (branch && status !== "unresolved") {
    ctx.fillStyle = colour[branch];
    ctx.fillRect(3, 3, 9, 34);
  }
  return canvas;
}

function check(name, on, label, picture, count, change) {
  const input = el("input", { type: "checkbox", name, checked: on, onchange: (event) => change(event.currentTarget.checked) });
  return el("label", {}, input, picture || "", el("span", {}, label), el("span", {}, count === null ? "" : String(count)));
}

function choice(name, everything, values, change) {
  const input = el("select", { name, "aria-label": w()[everything[0]], onchange: (event) => change(event.currentTarget.value) }, el("option", { value: "" }, w()[everything[1]]), ...values.map((v) => el("option", { value: v }, String(v))));
  input.value = state[name];
  return input;
}
const distinct = (f) => [...new Set(nodes.map(f).filter((v) => v !== null && v !== undefined && v !== ""))].sort((a, b) => String(a).localeCompare(String(b), "vi"));
const toggle = (set) => (key) => (on) => {
  if (on) set.delete(key);
  else set.add(key);
  filter();
};

/** The lowest confidence on the map, in percent. */
const least = () => edges.reduce((min, e) => (e.confidence === null ? min : Math.min(min, Math.floor(e.confidence * 100))), 100);

/** While the slider moves only the picture follows; the lists follow when it is let go. */
function slider() {
  const shown = el("output", {}, `${state.least}%`);
  const input = el("input", { type: "range", name: "least", min: "0", max: "100", step: "5", value: String(state.least), "aria-label": w().leastLabel, "aria-valuetext": `${state.least}%` });
  input.addEventListener("input", () => {
    state.least = Number(input.value);
    shown.textContent = `${state.least}%`;
    input.setAttribute("aria-valuetext", shown.textContent);
    redraw();
  });
  input.addEventListener("change", filter);
  return el("div", { class: "slider" }, el("span", {}, w().least), input, shown);
}

function showLegend() {
  const legend = byId("legend");
  const kept = legend.contains(document.activeElement) ? document.activeElement.name : null;
  const counts = Object.fromEntries(Object.keys(page.relations).map((p) => [p, edges.filter((e) => e.p === p && !e.rejected).length]));
  const parts = [el("p", { class: "count" }, el("span", {}, w().counted(nodes.filter(nodeShown).length, nodes.length)), filtered() ? el("button", { type: "button", class: "link", name: "clear", onclick: () => { clearFilters(); filter(); } }, w().clear) : "")];
  if (nodes.length > LARGE) parts.push(check("summary", state.summary, w().summary, null, null, setSummary), el("p", { class: "muted" }, w().summaryHow));
  const pairs = Object.values(counts).reduce((sum, n) => sum + n, 0);
  parts.push(el("h2", {}, w().relations), el("p", { class: "muted" }, w().pairs(pairs)));
  for (const p of Object.keys(page.relations)) parts.push(check(`r-${p}`, !state.off.has(p), relationLabel(p), sample(p), counts[p], toggle(state.off)(p)));
  const unsure = edges.filter((e) => e.unsure && !e.rejected).length;
  const inferred = edges.filter((e) => e.inferred && !e.rejected).length;
  if (unsure || inferred) parts.push(el("h2", {}, w().certainty));
  if (unsure) parts.push(check("unsure", state.unsure, w().unsure, sample(null, "6 4"), unsure, (on) => { state.unsure = on; filter(); }), el("p", { class: "muted" }, w().dashed));
  if (inferred) parts.push(el("p", { class: "muted inferred" }, sample(null, "2 4"), " ", w().dotted(inferred)));
  if (least() < 100) parts.push(slider());
  parts.push(el("h2", {}, w().levels));
  const boxes = (sort, prefix, keys, label, picture) => {
    for (const key of keys) {
      const count = nodes.filter((n) => SORTS[sort](n) === key).length;
      if (count) parts.push(check(`${prefix}-${key}`, !state.hide[sort].has(key), label(key), picture(key), count, toggle(state.hide[sort])(key)));
    }
  };
  boxes("levels", "b", page.bands.map((band) => band.key), (key) => w().bands[key], () => null);
  const set = (name) => (value) => { state[name] = value; filter(); };
  const [places, types, years] = [distinct((n) => n.place), distinct((n) => n.type), distinct(yearOf)];
  if (places.length > 1) parts.push(el("h2", {}, w().places), choice("place", ["places", "everywhere"], places, set("place")));
  if (types.length > 1) parts.push(el("h2", {}, w().types), choice("type", ["types", "everyType"], types, set("type")));
  if (years.length > 1) parts.push(el("h2", {}, w().years), el("div", { class: "pair" }, choice("from", ["from", "from"], years, set("from")), choice("to", ["to", "to"], years, set("to"))));
  parts.push(el("h2", {}, w().branch));
  boxes("branches", "k", ["party", "state", "front", "none"], (key) => (key === "none" ? w().noBranch : w()[key]), (key) => box("resolved", key, "act"));
  parts.push(el("h2", {}, w().shape));
  boxes("shapes", "f", ["resolution", "act", "plan", "other"], (key) => w().kinds[key], (key) => box("resolved", "", key));
  if (nodes.some((n) => n.status !== "resolved")) {
    parts.push(el("h2", {}, w().statusWord));
    boxes("statuses", "s", ["resolved", "named", "unresolved", "document"], (key) => w()[key], (key) => box(key, "", "other"));
  }
  parts.push(el("h2", {}, w().picture), el("div", { class: "pair" }, ...["svg", "png"].map((kind) => el("button", { type: "button", name: kind, onclick: () => savePicture(kind) }, kind.toUpperCase()))));
  parts.push(el("p", { class: "about" }, w().about));
  legend.replaceChildren(...parts);
  if (kept) legend.querySelector(`[name="${CSS.escape(kept)}"]`)?.focus();
}
