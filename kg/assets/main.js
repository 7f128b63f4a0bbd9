// Wiring: what the user does changes `state`, and `state` is drawn and kept in the address.
function refreshNodes() {
  const changed = nodes.filter((n) => n.gone !== !nodeDrawn(n));
  for (const n of changed) n.gone = !nodeDrawn(n);
  if (changed.length) dataset.update(changed.map((n) => ({ id: n.id, hidden: n.gone })));
}

function redraw() {
  lit = state.node !== null ? lineageOf(state.node) : state.edge !== null ? { nodes: new Set([edges[state.edge].from, edges[state.edge].to]), edges: new Set([state.edge]) } : null;
  miniBase = null;
  flowing = shapes = null;
  if (state.summary || terrain?.summary) terrain = null; // the boxes of the whole map never move
  // What is selected stays under the pointer while tiles around it open and close.
  const anchor = network && state.summary && state.node !== null ? network.canvasToDOM(nodes[state.node]) : null;
  arrange();
  if (anchor) {
    const now = network.canvasToDOM(nodes[state.node]);
    const at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + (now.x - anchor.x) / network.getScale(), y: at.y + (now.y - anchor.y) / network.getScale() } });
  }
  refreshNodes();
  network.redraw();
}

function filter() {
  if (state.node !== null && !nodeShown(nodes[state.node])) state.node = null;
  if (state.edge !== null && !edgeShown(edges[state.edge])) state.edge = null;
  redraw();
  showLegend();
  showPanel();
  if (state.view === "table") showTable();
  remember();
}

function select(i, { move = true, edge = null } = {}) {
  state.node = i;
  state.edge = edge;
  if (i !== null && !nodeShown(nodes[i])) {
    Object.assign(state, { place: "", type: "", from: "", to: "" });
    for (const set of Object.values(state.hide)) set.clear();
    showLegend();
  }
  if (i !== null) reveal(i);
  showTip(null);
  showPanel();
  redraw();
  if (i !== null) {
    if (state.view !== "map") setView("map");
    const f = free();
    const p = network.canvasToDOM(nodes[i]);
    const seen = p.x > f.left + 60 && p.x < f.left + f.width - 60 && p.y > f.top + 30 && p.y < f.top + f.height - 30;
    if (move && lookAtAll([...lit.nodes], 0.9, 0.45) < 0.45) look(nodes[i].x, nodes[i].y, Math.max(network.getScale(), 0.7));
    else if (!move && !seen) look(nodes[i].x, nodes[i].y);
    say(w().selected(short(nodes[i])));
  }
  remember();
}

// --- The address: everything that makes the view, so that a link or a bookmark brings it back.
let quiet = true;
function remember() {
  if (quiet) return;
  const view = new URLSearchParams();
  const put = (k, v) => v && view.set(k, v);
  put("lang", state.lang === page.language ? "" : state.lang);
  put("view", state.view === "map" ? "" : state.view);
  put("id", state.node === null ? "" : nodes[state.node].key);
  put("edge", state.edge === null ? "" : String(state.edge));
  put("off", [...state.off].sort().join(","));
  for (const [sort, set] of Object.entries(state.hide)) put(sort, [...set].sort().join(","));
  put("sure", state.unsure ? "" : "1");
  put("least", state.least ? String(state.least) : "");
  for (const i of state.folded) view.append("fold", nodes[i].key);
  if (nodes.length > LARGE) put("summary", state.summary ? "" : "0");
  for (const key of state.open) view.append("open", key);
  for (const k of ["place", "type", "from", "to"]) put(k, String(state[k]));
  for (const [name, [by, way]] of Object.entries(sorting)) put(`sort-${name}`, `${by}${way}` === { nodes: "date1", edges: "from1" }[name] ? "" : `${by},${way}`);
  if (network && holder.clientWidth) {
    const at = network.getViewPosition();
    put("at", [Math.round(at.x), Math.round(at.y), network.getScale().toFixed(3)].join(","));
  }
  try {
    history.replaceState(null, "", `#${view}`);
  } catch {
    // a page inside another one (a notebook) may not write its address
  }
}

/** Reads the address into the state; whatever it does not know is left out. Returns the camera's [x, y, scale] or null. */
function recall() {
  const view = new URLSearchParams(location.hash.slice(1));
  const list = (k) => (view.get(k) || "").split(",").filter(Boolean);
  state.lang = view.get("lang") in WORDS ? view.get("lang") : page.language;
  if (view.get("view") === "table") state.view = "table";
  state.off = new Set(list("off").filter((p) => Object.hasOwn(page.relations, p)));
  for (const [sort, of] of Object.entries(SORTS)) state.hide[sort] = new Set(list(sort).filter((k) => nodes.some((n) => of(n) === k)));
  for (const name of Object.keys(sorting)) {
    const [by, way] = list(`sort-${name}`);
    if (COLUMNS[name].includes(by)) sorting[name] = [by, way === "-1" ? -1 : 1];
  }
  state.unsure = view.get("sure") !== "1";
  state.least = Math.min(100, Math.max(0, Number(view.get("least")) || 0));
  state.folded = new Set(view.getAll("fold").filter((key) => byKey.has(key)).map((key) => byKey.get(key).id));
  state.summary = nodes.length > LARGE && view.get("summary") !== "0";
  state.open = new Set(view.getAll("open").filter((key) => state.summary && groups.has(key)));
  markFolds();
  for (const k of ["place", "type", "from", "to"]) state[k] = view.get(k) || "";
  const node = byKey.get(view.get("id"));
  const edge = Number(view.get("edge") ?? NaN);
  state.node = node ? node.id : !location.hash && page.focus !== null ? page.focus : null;
  state.edge = state.node === null && edges[edge] ? edge : null;
  if (state.node !== null) reveal(state.node);
  const at = list("at").map(Number);
  return at.length === 3 && at.every(Number.isFinite) && at[2] > 0.01 && at[2] < 10 ? at : null;
}

function setLanguage(lang) {
  state.lang = lang;
  document.documentElement.lang = lang;
  translate();
  byId("view-button").textContent = state.view === "map" ? w().table : w().map;
  byId("title").textContent = page.title[lang];
  document.title = page.title[lang];
  showLegend();
  showPanel();
  if (state.view === "table") showTable();
  if (network && !quiet) network.redraw();
  remember();
}

function setView(view) {
  state.view = view;
  byId("map").hidden = view !== "map";
  byId("table").hidden = view !== "table";
  byId("view-button").textContent = view === "map" ? w().table : w().map;
  if (view === "table") showTable();
  else if (!quiet) network.redraw();
  remember();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  readColours();
  if (network) {
    showLegend();
    redraw();
    showPanel();
  }
}

// --- The search box: a list below it, with arrow keys, Enter and Escape.
function wireSearch() {
  const input = byId("find");
  const list = byId("found");
  let found = [];
  let at = -1;
  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (n) => {
    shut();
    select(n.id);
  };
  const mark = (i) => {
    at = i;
    [...list.querySelectorAll("[role=option]")].forEach((option, k) => {
      option.setAttribute("aria-selected", String(k === i));
      if (k === i) option.scrollIntoView({ block: "nearest" });
    });
    if (i >= 0) input.setAttribute("aria-activedescendant", `found-${i}`);
  };
  input.addEventListener("input", () => {
    const all = search(input.value);
    found = all.slice(0, 12);
    list.replaceChildren(...found.map((n, i) => el("li", { role: "option", id: `found-${i}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => pick(n) },
      text(short(n)), el("small", {}, text([n.date ? w().day(n.date) : n.year, bodyOf(n), n.words].filter(Boolean).join(" · "))))));
    if (all.length > found.length) list.append(el("li", { class: "note", role: "presentation" }, w().more(all.length - found.length)));
    if (!all.length) list.append(el("li", { class: "note", role: "presentation" }, w().none));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
    say(all.length ? `${all.length}` : w().none);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // which would empty the field too
      event.stopPropagation(); // what is selected stays
      shut();
    } else if (event.key === "Enter" && found[at] && !list.hidden) pick(found[at]);
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    }
  });
  input.addEventListener("blur", shut);
}

function wireMap() {
  network.on("beforeDrawing", (ctx) => {
    drawGround(ctx);
    drawLines(ctx);
  });
  network.on("afterDrawing", drawRulers);
  network.on("click", ({ nodes: hit, pointer }) => {
    const tile = hit.length ? null : tileAt(pointer.canvas.x, pointer.canvas.y);
    if (tile) toggleTile(tile);
    else if (hit.length) select(hit[0], { move: false });
    else select(null, { edge: lineAt(pointer.canvas.x, pointer.canvas.y) });
  });
  // The browser knows a mouse's double click even while the page is busy; of a finger only vis-network knows.
  const foldAt = (i) => i !== undefined && below(i).length && toggleFold(i);
  holder.addEventListener("dblclick", (event) => foldAt(network.getNodeAt({ x: event.offsetX, y: event.offsetY })));
  network.on("doubleClick", ({ nodes: hit, event }) => event.pointerType === "touch" && foldAt(hit[0]));
  network.on("hoverNode", ({ node, pointer }) => showTip(nodeTip(nodes[node]), pointer.DOM));
  for (const event of ["blurNode", "dragStart", "zoom"]) network.on(event, () => showTip(null));
  holder.addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") return;
    const point = { x: event.offsetX, y: event.offsetY };
    const { x, y } = network.DOMtoCanvas(point);
    const onBox = network.getNodeAt(point) !== undefined;
    const line = onBox ? null : lineAt(x, y);
    holder.style.cursor = onBox || line !== null || tileAt(x, y) ? "pointer" : "";
    if (line === hovered) return;
    hovered = line;
    if (!onBox) showTip(line === null ? null : edgeTip(edges[line]), point);
    network.redraw();
  });
  network.on("dragEnd", remember);
  let pause = 0;
  network.on("zoom", () => {
    clearTimeout(pause);
    pause = setTimeout(remember, 200);
  });
  const zoom = (factor) => {
    const f = free();
    const middle = network.DOMtoCanvas({ x: f.left + f.width / 2, y: f.top + f.height / 2 });
    look(middle.x, middle.y, Math.min(3, Math.max(0.02, network.getScale() * factor)));
    remember();
  };
  const all = () => {
    if (state.summary) lookAtPage();
    else lookAtAll(nodes.filter(nodeDrawn).map((n) => n.id));
    remember();
  };
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("zoom-fit").addEventListener("click", all);
  holder.addEventListener("keydown", (event) => {
    const step = 90 / network.getScale();
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (move) {
      event.preventDefault();
      const at = network.getViewPosition();
      network.moveTo({ position: { x: at.x + move[0], y: at.y + move[1] } });
      remember();
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") all();
    else if (event.key === "Enter") {
      const f = free();
      const middle = network.DOMtoCanvas({ x: f.left + f.width / 2, y: f.top + f.height / 2 });
      const far = (g) => Math.hypot((g.left + g.right) / 2 - middle.x, (g.top + g.bottom) / 2 - middle.y);
      const [tile] = tiles().filter((g) => g.members.some(nodeShown)).sort((a, b) => far(a) - far(b));
      if (tile) toggleTile(tile);
    }
  });
  const jump = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const r = mini.getBoundingClientRect();
    look(((event.clientX - r.left) / r.width) * page.width, ((event.clientY - r.top) / r.height) * page.height);
    remember();
  };
  mini.addEventListener("pointerdown", jump);
  mini.addEventListener("pointermove", jump);
}

function legendOpen(open) {
  byId("legend").hidden = !open;
  byId("legend-button").setAttribute("aria-expanded", String(open));
}

function start() {
  const camera = recall();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
  legendOpen(window.innerWidth > (state.node === null ? 760 : 1400)); // a panel beside it would leave the map too little room
  arrange();
  for (const n of nodes) n.gone = !nodeDrawn(n);
  dataset = new vis.DataSet(nodes.map((n) => ({ id: n.id, x: n.x, y: n.y, hidden: n.gone })));
  const options = raw.options;
  options.nodes.ctxRenderer = ({ ctx, id, x, y, state: { selected, hover } }) => ({ drawNode: () => drawNode(ctx, nodes[id], x, y, selected, hover), nodeDimensions: { width: BOX_W, height: BOX_H } });
  const first = performance.now();
  network = new vis.Network(holder, { nodes: dataset }, options);
  // vis-network learns the size of a custom shape only when it draws it a second time; clicks and arrows need it at once.
  for (const i of network.body.nodeIndices) Object.assign(network.body.nodes[i].shape, { width: BOX_W, height: BOX_H, customSizeWidth: BOX_W, customSizeHeight: BOX_H });
  network.once("afterDrawing", () => Object.assign(window.kgMap, { drawn: performance.now() - first, stood: performance.now() }));
  window.kgMap = { network, state, lookOf, edgeTip, streams, streamWay, pathOf, wayOf, toggleTile, nodes, edges, page, apart, search, select, picture, groups, drawn: null };
  wireMap();
  wireSearch();
  byId("lang-button").addEventListener("click", () => setLanguage(state.lang === "vi" ? "en" : "vi"));
  byId("theme-button").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  byId("view-button").addEventListener("click", () => setView(state.view === "map" ? "table" : "map"));
  byId("legend-button").addEventListener("click", () => legendOpen(byId("legend").hidden));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    setView("table");
    byId("table").focus();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && (state.node !== null || state.edge !== null) && select(null));
  window.addEventListener("hashchange", () => {
    quiet = true;
    const at = recall();
    setView(state.view);
    setLanguage(state.lang);
    filter();
    if (at) network.moveTo({ position: { x: at[0], y: at[1] }, scale: at[2] });
    quiet = false;
  });
  let screenTheme = null;
  let shut = [];
  window.addEventListener("beforeprint", () => {
    screenTheme = document.documentElement.dataset.theme;
    setTheme("light");
    if (state.view === "map" && nodes.length) printPicture();
    shut = [...document.querySelectorAll("#panel ol details:not([open])")]; // on paper nothing can be opened: the ways up have their quotes
    for (const details of shut) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of shut) details.open = false;
    document.querySelector("#map > svg")?.remove();
    setTheme(screenTheme || "light");
  });
  byId("empty").hidden = nodes.length > 0;
  setLanguage(state.lang);
  redraw();
  opening(camera);
  setView(state.view);
  quiet = false;
}

/** The first view: the address's; else all of it where numbers can be read; else the path of the focus; else what most instruments rest on. */
function opening(camera) {
  if (!nodes.length) return;
  if (camera) network.moveTo({ position: { x: camera[0], y: camera[1] }, scale: camera[2] });
  else if (state.summary && state.node === null) lookAtPage(26 / TILE);
  else if (lookAtAll(nodes.map((n) => n.id), 1, 0.2) < 0.2) {
    const ids = state.node !== null ? [...lit.nodes] : [];
    if (ids.length && lookAtAll(ids, 0.9, 0.4) >= 0.4) return;
    const weight = (n) => (n.status === "resolved" ? below(n.id).length : 0);
    const centre = state.node !== null ? nodes[state.node] : nodes.reduce((best, n) => (weight(n) > weight(best) ? n : best));
    look(centre.x, centre.y, 0.7);
  }
}
start();
