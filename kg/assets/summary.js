// The summary that a large map opens on: a grid of tiles, one for each level and year, which unfold into their boxes.
const LARGE = 1500;
const groups = new Map(); // "band|year" → {key, band, year, left, right, top, bottom, members}
for (const n of nodes) {
  const year = page.years.find((y) => n.x > y.left && n.x < y.right);
  n.group = `${n.band}|${year.year ?? ""}`;
  if (!groups.has(n.group)) {
    const band = page.bands.find((b) => b.key === n.band);
    groups.set(n.group, { key: n.group, band: n.band, year: year.year, left: year.left, right: year.right, top: band.top, bottom: band.bottom, members: [] });
  }
  groups.get(n.group).members.push(n);
}

const home = { bands: page.bands, years: page.years, width: page.width, height: page.height, spots: nodes.map((n) => [n.x, n.y]) };
const TILE = 150; // the width of a closed tile; its height follows the screen
const CELL = [BOX_W + 40, BOX_H + 36];
const STACK = 6; // boxes in a column where only some of a tile's boxes are drawn

/** Where the members of a group stand within its tile, and how much room they take: {spots: Map, width, height}. */
function unfolded(g) {
  const drawn = g.members.filter(nodeDrawn);
  if (!drawn.length) return { spots: new Map(), width: 0, height: 0 };
  const order = [...drawn].sort((a, b) => home.spots[a.id][0] - home.spots[b.id][0] || home.spots[a.id][1] - home.spots[b.id][1]);
  // Without the holes that the lines of the whole picture need: as many columns as rows fill a screen.
  const stack = state.open.has(g.key) ? Math.max(STACK, Math.ceil(Math.sqrt(order.length * 2))) : STACK;
  const spots = new Map(order.map((n, k) => [n.id, [Math.floor(k / stack) * CELL[0], (k % stack) * CELL[1]]]));
  const most = (i) => [...spots.values()].reduce((max, spot) => Math.max(max, spot[i]), 0);
  return { spots, width: most(0) + CELL[0] + 24, height: most(1) + CELL[1] + 40 };
}

/** Lays the picture out anew: on a summary every tile has the same size, but for those that are unfolded. */
function arrange() {
  if (!state.summary) {
    if (page.bands === home.bands) return;
    Object.assign(page, { bands: home.bands, years: home.years, width: home.width, height: home.height });
    for (const n of nodes) settle(n, ...home.spots[n.id]);
    return;
  }
  const f = free();
  const shape = (home.years.length * TILE * Math.max(f.height, 1)) / (home.bands.length * Math.max(f.width, 1));
  const tall = Math.round(Math.min(420, Math.max(90, shape)));
  const rooms = new Map([...groups.values()].map((g) => [g.key, unfolded(g)]));
  const span = (items, least, gap, test, side) => {
    let at = 0;
    return items.map((item) => {
      const size = [...groups.values()].filter((g) => test(g, item)).reduce((max, g) => Math.max(max, rooms.get(g.key)[side]), least);
      at += size + gap;
      return [at - size - gap, at - gap];
    });
  };
  const xs = span(home.years, TILE, 12, (g, year) => g.year === year.year, "width");
  const ys = span(home.bands, tall, 0, (g, band) => g.band === band.key, "height");
  page.years = home.years.map((year, i) => ({ ...year, left: xs[i][0], right: xs[i][1] }));
  page.bands = home.bands.map((band, i) => ({ ...band, top: ys[i][0], bottom: ys[i][1] }));
  page.width = xs[xs.length - 1][1];
  page.height = ys[ys.length - 1][1];
  for (const g of groups.values()) {
    const year = page.years.find((y) => y.year === g.year);
    const band = page.bands.find((b) => b.key === g.band);
    Object.assign(g, { left: year.left, right: year.right, top: band.top, bottom: band.bottom });
    const { spots } = rooms.get(g.key);
    for (const n of g.members) {
      const spot = spots.get(n.id);
      if (spot) settle(n, g.left + 12 + CELL[0] / 2 + spot[0], g.top + 26 + CELL[1] / 2 + spot[1]);
      else settle(n, (g.left + g.right) / 2, (g.top + g.bottom) / 2);
    }
  }
}

function settle(n, x, y) {
  [n.x, n.y] = [x, y];
  if (network) Object.assign(network.body.nodes[n.id], { x, y }); // its own update would take a second for thousands
}

const tiles = () => (state.summary ? [...groups.values()] : []);

function setSummary(on) {
  state.summary = on;
  state.open.clear();
  redraw();
  lookAtPage();
  showLegend();
  remember();
}

function toggleTile(group) {
  if (state.open.has(group.key)) state.open.delete(group.key);
  else state.open.add(group.key);
  redraw();
  const open = state.open.has(group.key);
  say(`${w().bands[group.band]}, ${group.year ?? w().undated}: ${open ? w().opened : w().closed}`);
  if (!open) lookAtPage();
  else if (lookAtAll(group.members.filter(nodeDrawn).map((n) => n.id), 0.9, 0.3) < 0.3) look((group.left + group.right) / 2, group.top, 0.4);
  remember();
}

/** The tile to toggle at a point of the picture: a closed one anywhere in it, an open one at its corner. */
function tileAt(x, y) {
  const size = 30 / network.getScale();
  return tiles().find((g) => x > g.left && x < g.right && y > g.top && y < g.bottom && (!state.open.has(g.key) || (x < g.left + size && y < g.top + size)));
}

/** Lines between closed tiles: how many steps of lineage lead from one to the other, the most first. */
let flowing = null;
function streams() {
  if (flowing) return flowing;
  const counts = new Map();
  for (const e of edges) {
    const [a, b] = [nodes[e.from].group, nodes[e.to].group];
    if (a === b || state.open.has(a) || state.open.has(b) || !ways(e) || !edgeShown(e)) continue;
    counts.set(`${a}\n${b}`, (counts.get(`${a}\n${b}`) || 0) + 1);
  }
  flowing = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).slice(0, 40).map(([key, n]) => {
    const [a, b] = key.split("\n").map((k) => groups.get(k));
    return [a, b, n, new Path2D(pathOf(streamWay(a, b, a.left)))];
  });
  return flowing;
}

function drawTiles(ctx) {
  const scale = network.getScale();
  const middle = (g) => [(g.left + g.right) / 2, (g.top + g.bottom) / 2];
  const shown = tiles().map((g) => ({ g, members: g.members.filter(nodeShown), open: state.open.has(g.key), width: g.right - g.left - 14, height: g.bottom - g.top - 14 })).filter((t) => t.members.length);
  for (const { g, members, open, width, height } of shown) {
    ctx.globalAlpha = lit && !open ? 0.35 : 1;
    ctx.beginPath();
    ctx.rect(g.left + 7, g.top + 7, width, height);
    ctx.lineWidth = 1.5 / scale;
    ctx.strokeStyle = colour.control;
    if (open) ctx.setLineDash([6 / scale, 5 / scale]);
    else {
      ctx.fillStyle = colour.paper;
      ctx.fill();
      // The fuller the tile, the longer its bar: what is much is seen from afar.
      ctx.fillStyle = colour[most(members, (n) => n.branch)[0][0]] || colour.none;
      ctx.fillRect(g.left + 7, g.top + 7, width * Math.min(1, members.length / fullest()), Math.min(height / 6, 8 / scale));
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }
  ctx.strokeStyle = colour["r-implements"];
  ctx.globalAlpha = 0.3;
  if (!lit)
    for (const [, , n, path] of streams()) {
      ctx.lineWidth = Math.min(8, 1 + Math.log2(n)) / scale;
      ctx.stroke(path);
    }
  ctx.textBaseline = "middle";
  for (const { g, members, open, width, height } of shown) {
    ctx.globalAlpha = lit && !open ? 0.35 : 1;
    if (open) {
      ctx.font = `600 ${22 / scale}px ${FONT}`;
      ctx.fillStyle = colour.accent;
      ctx.textAlign = "left";
      ctx.fillText("−", g.left + 12 / scale, g.top + 16 / scale);
      continue;
    }
    if (members.some(nodeDrawn)) continue; // the boxes of a path stand there
    const size = Math.max(8 / scale, Math.min(22 / scale, height / 2, (width * 0.95) / String(members.length).length));
    const lines = typeLines(ctx, members, width - 6 / scale, Math.floor((height / 2 - size * 0.7 - 5 / scale) / (15 / scale)), `${12 / scale}px ${FONT}`);
    ctx.textAlign = "center";
    ctx.fillStyle = colour.text;
    ctx.font = `600 ${size}px ${FONT}`;
    ctx.fillText(String(members.length), ...middle(g));
    ctx.font = `${12 / scale}px ${FONT}`;
    ctx.fillStyle = colour.muted;
    lines.forEach((line, i) => ctx.fillText(line, middle(g)[0], middle(g)[1] + size * 0.7 + (8 + 15 * i) / scale));
  }
  ctx.globalAlpha = 1;
}

const most = (members, f) => {
  const counts = new Map();
  for (const n of members) counts.set(f(n), (counts.get(f(n)) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(String(b[0]), "vi"));
};

/** The most frequent types, as lines of words, as far as they have room; none is cut. */
function typeLines(ctx, members, width, room, font) {
  const lines = [];
  for (const [type, n] of most(members, (n) => n.type || w().kinds.other).slice(0, 3)) {
    const words = fit(ctx, `${n} ${type}`, font, width, 2);
    if (lines.length + words.length > room || words.some((line) => line.endsWith("…") || ctx.measureText(line).width > width)) break;
    lines.push(...words);
  }
  return lines;
}
let full = 0;
const fullest = () => (full ||= Math.max(...[...groups.values()].map((g) => g.members.length)));
