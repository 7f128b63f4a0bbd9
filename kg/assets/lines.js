// The lines between the boxes, drawn below them, and what the pointer finds of them.
let shapes = null; // what is drawn, until something changes: [{path, tips, ink, alpha, width, dash}]
let paths = []; // of what is drawn: [edge, points, left, right, top, bottom], for the pointer
let hovered = null; // the id of the edge under the pointer

/** How an edge looks now. */
function lookOf(e) {
  const on = !lit || lit.edges.has(e.id);
  const plain = e.p === "cites";
  return {
    hidden: !edgeDrawn(e) || e.from === e.to,
    ink: colour[`r-${e.p}`],
    alpha: !on ? 0.1 : lit ? 1 : edges.length > 800 ? 0.75 : 0.9,
    width: lit && on ? 4 : plain ? 1.2 : 2.2,
    dash: e.unsure ? (e.inferred ? "9 5 2 5" : "9 6") : e.inferred ? "2 5" : "",
  };
}

/** Lines of one look are one shape, which a canvas draws much faster than each by itself; what is lit comes last. */
function shapeLines() {
  const found = new Map();
  paths = [];
  for (const e of edges) {
    const look = lookOf(e);
    if (look.hidden) continue;
    const key = [look.ink, look.alpha, look.width, look.dash].join();
    if (!found.has(key)) found.set(key, { ...look, words: [], tips: [] });
    const points = wayOf(e);
    const span = (i) => [Math.min(...points.map((p) => p[i])), Math.max(...points.map((p) => p[i]))];
    paths.push([e, points, ...span(0), ...span(1)]);
    found.get(key).words.push(pathOf(points, 6));
    found.get(key).tips.push(points.slice(-2));
  }
  shapes = [...found.values()].map((shape) => ({ ...shape, path: new Path2D(shape.words.join("")) })).sort((a, b) => a.alpha - b.alpha);
}

function tip(ctx, [before, point], size) {
  const angle = Math.atan2(point[1] - before[1], point[0] - before[0]);
  ctx.moveTo(...point);
  for (const turn of [-0.4, 0.4]) ctx.lineTo(point[0] - size * Math.cos(angle + turn), point[1] - size * Math.sin(angle + turn));
  ctx.closePath();
}

function drawLines(ctx) {
  if (!shapes) shapeLines();
  const scale = network.getScale();
  const width = (w) => Math.min(Math.max(w, (w * 0.45) / scale), w * 4);
  const size = Math.min(22, Math.max(11, 5 / scale));
  ctx.save();
  ctx.lineJoin = "round";
  const draw = ({ path, tips, ink, alpha, width: w, dash }) => {
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.lineWidth = width(w);
    ctx.setLineDash(dash ? dash.split(" ").map((d) => Math.max(d, (d * 0.4) / scale)) : []);
    ctx.stroke(path);
    if (scale < 0.1) return;
    ctx.beginPath();
    for (const t of tips) tip(ctx, t, size + w);
    ctx.fill();
  };
  shapes.forEach(draw);
  const e = hovered === null ? null : edges[hovered];
  if (e) {
    const look = lookOf(e);
    if (!look.hidden) draw({ ...look, path: new Path2D(pathOf(wayOf(e), 6)), tips: [wayOf(e).slice(-2)], alpha: 1, width: look.width + 1.5 });
  }
  ctx.restore();
}

/** The id of the drawn edge nearest to a point of the picture, or null if none is within reach. */
function lineAt(x, y) {
  let best = 7 / network.getScale();
  let found = null;
  if (!shapes) shapeLines();
  for (const [e, points, left, right, top, bottom] of paths) {
    if (x < left - best || x > right + best || y < top - best || y > bottom + best) continue;
    for (let i = 1; i < points.length; i++) {
      const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
      if (x < Math.min(x1, x2) - best || x > Math.max(x1, x2) + best || y < Math.min(y1, y2) - best || y > Math.max(y1, y2) + best) continue;
      const k = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2 || 1)));
      const far = Math.hypot(x - x1 - k * (x2 - x1), y - y1 - k * (y2 - y1));
      if (far < best && (!lit || lit.edges.has(e.id) || found === null)) [best, found] = [far, e.id];
    }
  }
  return found;
}
