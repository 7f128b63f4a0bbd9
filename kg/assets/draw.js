// The picture: boxes, bands, years and the small overview, drawn on vis-network's canvas.
const [BOX_W, BOX_H] = page.box;
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const holder = document.getElementById("mynetwork");
const colour = {};
let lit = null; // {nodes, edges} of the selection, or null
let network = null;
let dataset = null; // vis-network has the boxes only: the lines are ours

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "page", "text", "muted", "line", "control", "accent", "warn", "band-a", "band-b", "ruler", "year", "party", "state", "front", "none"]) colour[name] = style.getPropertyValue(`--${name}`).trim();
  for (const p of Object.keys(page.relations)) colour[`r-${p}`] = style.getPropertyValue(`--r-${p}`).trim() || style.getPropertyValue("--r-other").trim();
}

// --- Text that fits: cut at words, an ellipsis where something is left out.
const memory = new Map();
function fit(ctx, text, font, width, lines) {
  const key = `${font}|${width}|${lines}|${text}`;
  let result = memory.get(key);
  if (result) return result;
  ctx.font = font;
  result = [];
  let rest = text;
  while (rest && result.length < lines) {
    let line = rest;
    if (ctx.measureText(line).width > width) {
      const last = result.length === lines - 1;
      let n = line.length;
      for (let low = 0; low < n; ) {
        const middle = (low + n + 1) >> 1;
        if (ctx.measureText(line.slice(0, middle) + (last ? "…" : "")).width <= width) low = middle;
        else n = middle - 1;
      }
      n = Math.max(1, n);
      const cut = Math.max(line.lastIndexOf(" ", n), /[-/]/.test(line.slice(1, n)) && !line.slice(0, n).includes(" ") ? Math.max(line.lastIndexOf("/", n - 1), line.lastIndexOf("-", n - 1)) + 1 : 0);
      if (cut > (last ? n * 0.6 : 0)) n = cut;
      line = rest.slice(0, n).trimEnd() + (last ? "…" : "");
      rest = last ? "" : rest.slice(n).trimStart();
    } else rest = "";
    result.push(line);
  }
  memory.set(key, result);
  return result;
}

function outline(ctx, kind, x, y, width, height) {
  const r = kind === "resolution" ? 20 : 5;
  ctx.beginPath();
  if (kind === "plan") {
    ctx.moveTo(x, y);
    ctx.lineTo(x + width - 18, y);
    ctx.lineTo(x + width, y + 18);
    ctx.lineTo(x + width, y + height);
    ctx.lineTo(x, y + height);
    ctx.closePath();
  } else if (kind === "other") ctx.rect(x, y, width, height);
  else {
    ctx.moveTo(x + r, y);
    ctx.arcTo(x + width, y, x + width, y + height, r);
    ctx.arcTo(x + width, y + height, x, y + height, r);
    ctx.arcTo(x, y + height, x, y, r);
    ctx.arcTo(x, y, x + width, y, r);
    ctx.closePath();
  }
}

function drawNode(ctx, n, x, y, selected, hover) {
  const scale = network ? network.getScale() : 1;
  const left = x - BOX_W / 2;
  const top = y - BOX_H / 2;
  const open = n.status === "unresolved";
  const tone = colour[n.branch] || colour.none;
  ctx.globalAlpha = lit && !lit.nodes.has(n.id) ? 0.22 : 1;
  outline(ctx, n.kind, left, top, BOX_W, BOX_H);
  const tiny = scale < 0.2; // no word could be read: the colour speaks
  ctx.fillStyle = tiny ? (open ? colour.warn : tone) : open ? colour.page : colour.paper;
  ctx.fill();
  if (tiny && n.id !== state.node) return;
  ctx.save();
  ctx.clip();
  ctx.fillStyle = tone;
  if (!open) ctx.fillRect(left, top, 7, BOX_H);
  ctx.restore();
  outline(ctx, n.kind, left, top, BOX_W, BOX_H);
  ctx.lineWidth = selected || n.id === state.node ? 5 : hover ? 3.5 : Math.min(3, Math.max(1.5, 0.9 / scale));
  ctx.strokeStyle = n.id === state.node ? colour.accent : open ? colour.warn : tone;
  ctx.setLineDash(open ? [8, 5] : n.status === "named" ? [2, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.textBaseline = "middle";
  if (n.holds) drawHeld(ctx, n, x, top, scale);
  ctx.textAlign = "left";
  const inner = left + 15;
  const width = BOX_W - 26;
  const lean = n.number && !open ? "" : "italic ";
  const head = cardHead(n);
  const put = (lines, font, ink, at, step) => {
    ctx.font = font;
    ctx.fillStyle = ink;
    lines.forEach((line, i) => ctx.fillText(line, inner, at + i * step));
    return at + lines.length * step;
  };
  if (scale >= 0.62) {
    if (n.words || n.number) {
      put(fit(ctx, head, `${lean}600 16px ${FONT}`, width - (n.kind === "plan" ? 10 : 0), 1), `${lean}600 16px ${FONT}`, colour.text, top + 15, 18);
      put(fit(ctx, n.words || n.type || "", `12.5px ${FONT}`, width, 2), `12.5px ${FONT}`, colour.text, top + 34, 15.5);
    } else put(fit(ctx, head, `${lean}13.5px ${FONT}`, width, 3), `${lean}13.5px ${FONT}`, colour.text, top + 14, 17);
    put(fit(ctx, footOf(n), `12px ${FONT}`, width, 1), `12px ${FONT}`, colour.muted, top + BOX_H - 12, 14);
  } else if (scale >= 0.36 && n.number) {
    const size = [22, 20, 18].find((s) => fit(ctx, head, `${lean}600 ${s}px ${FONT}`, width + 6, 2).length === 1) || 18;
    const font = `${lean}600 ${size}px ${FONT}`;
    const lines = fit(ctx, head, font, width + 6, 2);
    put(lines, font, colour.text, y - (lines.length - 1) * 11 - 13, size + 2);
    put(fit(ctx, apart(n), `19px ${FONT}`, width + 6, 1), `19px ${FONT}`, colour.muted, top + BOX_H - 17, 20);
  } else if (!tiny) {
    const sizes = n.number ? [34, 31, 28, 25, 22] : [31, 28, 26];
    const rows = 2;
    const size = sizes.find((s) => !fit(ctx, head, `${lean}600 ${s}px ${FONT}`, width + 10, rows).some((l) => l.endsWith("…"))) || sizes[sizes.length - 1];
    const font = `${lean}600 ${size}px ${FONT}`;
    const lines = fit(ctx, head, font, width + 10, rows);
    if (lines.length === 1 && twin(n)) lines.push(...fit(ctx, apart(n), font, width + 10, 1));
    put(lines, font, colour.text, y - ((lines.length - 1) * size * 1.04) / 2, size * 1.04);
  }
}

/** How many a folded subtree hides, below the box. */
function drawHeld(ctx, n, x, top, scale) {
  const size = Math.max(15, Math.min(40, 12 / scale));
  ctx.font = `600 ${size}px ${FONT}`;
  const words = `▸ +${n.holds}`;
  const wide = ctx.measureText(words).width + size;
  ctx.fillStyle = colour.accent;
  ctx.fillRect(x - wide / 2, top + BOX_H - 2, wide, size * 1.3);
  ctx.fillStyle = colour.paper;
  ctx.textAlign = "center";
  ctx.fillText(words, x, top + BOX_H - 2 + size * 0.68);
}

// --- Bands and years: behind the boxes in the picture's own measure; their names stay at the edges of the screen.
const ruler = () => ({ left: holder.clientWidth < 700 ? 74 : 128, top: 28 });

function drawGround(ctx) {
  const a = network.DOMtoCanvas({ x: 0, y: 0 });
  const b = network.DOMtoCanvas({ x: holder.clientWidth, y: holder.clientHeight });
  page.bands.forEach((band, i) => {
    ctx.fillStyle = i % 2 ? colour["band-b"] : colour["band-a"];
    ctx.fillRect(a.x, band.top, b.x - a.x, band.bottom - band.top);
  });
  ctx.strokeStyle = colour.year;
  ctx.lineWidth = 1 / network.getScale();
  for (const year of page.years.slice(1)) {
    ctx.setLineDash(year.skipped ? [6 / network.getScale(), 6 / network.getScale()] : []);
    ctx.beginPath();
    ctx.moveTo(year.left - 9, Math.max(a.y, 0));
    ctx.lineTo(year.left - 9, Math.min(b.y, page.height));
    ctx.stroke();
  }
  ctx.setLineDash([]);
  if (state.summary) drawTiles(ctx);
}

function drawRulers(ctx) {
  const ratio = ctx.canvas.width / holder.clientWidth;
  const { left, top } = ruler();
  const at = (x, y) => network.canvasToDOM({ x, y });
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour.ruler;
  ctx.fillRect(0, 0, left, holder.clientHeight);
  ctx.fillRect(0, 0, holder.clientWidth, top);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.font = `600 13px ${FONT}`;
  let free = left;
  for (const year of page.years) {
    const from = at(year.left, 0).x;
    const to = at(year.right, 0).x;
    if (to < left || from > holder.clientWidth) continue;
    let name = year.year === null ? w().undated : String(year.year);
    if (year.year === null && ctx.measureText(name).width > to - from) name = w().undatedShort;
    const wide = ctx.measureText(name).width;
    const x = Math.max(from + 4, left + 6);
    if (year.skipped && from - 12 > free) {
      ctx.fillStyle = colour.muted;
      ctx.fillText("⋯", from - Math.min(30, network.getScale() * 40), top / 2);
    }
    if (x < free || x + wide > Math.max(to + 6, from + wide + 5)) continue;
    ctx.fillStyle = colour.text;
    ctx.fillText(name, x, top / 2);
    free = x + wide + 2;
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, top, left, holder.clientHeight);
  ctx.clip();
  let used = top;
  for (const band of page.bands) {
    const from = Math.max(at(0, band.top).y, top);
    const to = at(0, band.bottom).y;
    if (to < top || from > holder.clientHeight) continue;
    ctx.strokeStyle = colour.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(0, Math.round(to) + 0.5);
    ctx.lineTo(left, Math.round(to) + 0.5);
    ctx.stroke();
    const room = Math.floor((to - from - 2) / 14);
    const name = (left < 100 || room < 3 ? w().shortBands : w().bands)[band.key];
    const font = `600 12px ${FONT}`;
    if (room < 1 || from < used - 1) continue;
    const lines = fit(ctx, name, font, left - 12, Math.min(room, 4));
    ctx.font = font;
    ctx.fillStyle = colour.text;
    lines.forEach((line, i) => ctx.fillText(line, 7, from + 10 + i * 14));
    used = from + lines.length * 14;
  }
  ctx.restore();
  ctx.strokeStyle = colour.control;
  ctx.lineWidth = 1;
  ctx.strokeRect(-1, -1, left + 0.5, holder.clientHeight + 2);
  ctx.strokeRect(-1, -1, holder.clientWidth + 2, top + 0.5);
  ctx.restore();
  byId("map").style.setProperty("--gutter", `${left}px`);
  drawMini();
}

// --- The overview in the corner: every box as a dot, and the part that is seen.
const mini = document.getElementById("mini");
let miniBase = null;

function miniScale() {
  return Math.min((holder.clientWidth < 700 ? 120 : 210) / Math.max(page.width, 1), (holder.clientWidth < 700 ? 80 : 120) / Math.max(page.height, 1));
}

function paintMini() {
  const s = miniScale();
  miniBase = document.createElement("canvas");
  miniBase.width = Math.max(1, Math.round(page.width * s * 2));
  miniBase.height = Math.max(1, Math.round(page.height * s * 2));
  const ctx = miniBase.getContext("2d");
  ctx.scale(s * 2, s * 2);
  page.bands.forEach((band, i) => {
    ctx.fillStyle = i % 2 ? colour["band-b"] : colour["band-a"];
    ctx.fillRect(0, band.top, page.width, band.bottom - band.top);
  });
  for (const g of tiles())
    if (!state.open.has(g.key)) {
      ctx.fillStyle = colour[g.members[0].branch] || colour.none;
      ctx.globalAlpha = 0.5;
      ctx.fillRect(g.left + 10, g.top + 10, g.right - g.left - 20, g.bottom - g.top - 20);
    }
  for (const n of nodes) {
    ctx.globalAlpha = !nodeDrawn(n) ? 0 : lit && !lit.nodes.has(n.id) ? 0.25 : 1;
    ctx.fillStyle = n.status === "unresolved" ? colour.warn : colour[n.branch] || colour.none;
    ctx.fillRect(n.x - BOX_W / 2, n.y - BOX_H / 2, BOX_W, BOX_H);
  }
}

function drawMini() {
  if (!miniBase) paintMini();
  const s = miniScale();
  const { left, top } = ruler();
  const a = network.DOMtoCanvas({ x: left, y: top });
  const b = network.DOMtoCanvas({ x: holder.clientWidth, y: holder.clientHeight });
  // On a phone it would cover the cards in its corner, and a finger moves the map itself.
  mini.hidden = !nodes.length || holder.clientWidth < 560 || (a.x <= 0 && a.y <= 0 && b.x >= page.width && b.y >= page.height);
  if (mini.hidden) return;
  if (mini.width !== miniBase.width || mini.height !== miniBase.height) {
    mini.width = miniBase.width;
    mini.height = miniBase.height;
    mini.style.width = `${miniBase.width / 2}px`;
    mini.style.height = `${miniBase.height / 2}px`;
  }
  const ctx = mini.getContext("2d");
  ctx.clearRect(0, 0, mini.width, mini.height);
  ctx.drawImage(miniBase, 0, 0);
  ctx.strokeStyle = colour.accent;
  ctx.lineWidth = 3;
  ctx.strokeRect(a.x * s * 2, a.y * s * 2, (b.x - a.x) * s * 2, (b.y - a.y) * s * 2);
}

// --- The camera. Rulers and an open panel cover part of the screen: "centre" is that of the rest.
function free() {
  const { left, top } = ruler();
  const panel = document.getElementById("panel");
  const beside = !panel.hidden && panel.offsetWidth < holder.clientWidth ? panel.offsetWidth : 0;
  const below = !panel.hidden && !beside ? panel.offsetHeight : 0;
  return { left, top, width: holder.clientWidth - left - beside, height: holder.clientHeight - top - below };
}

function look(x, y, scale = network.getScale()) {
  const f = free();
  // Where the picture is larger than the screen, no empty margin is shown beyond it.
  const within = (value, half, size) => (size + 40 > 2 * half ? Math.min(Math.max(value, half - 20), size + 20 - half) : value);
  [x, y] = [within(x, f.width / 2 / scale, page.width), within(y, f.height / 2 / scale, page.height)];
  network.moveTo({ position: { x: x + (holder.clientWidth / 2 - f.left - f.width / 2) / scale, y: y + (holder.clientHeight / 2 - f.top - f.height / 2) / scale }, scale, animation: false });
}

/** The whole picture; where that would be smaller than `least`, its latest years. */
function lookAtPage(least = 0) {
  const f = free();
  const whole = Math.min(1, (f.width - 16) / (page.width + 30), (f.height - 16) / (page.height + 30));
  look(whole < least ? page.width : page.width / 2, page.height / 2, Math.max(whole, least));
}

function lookAtAll(ids, largest = 1, least = 0) {
  const points = ids.map((i) => nodes[i]);
  if (!points.length) return 1;
  const min = (f) => points.reduce((m, n) => Math.min(m, f(n)), Infinity);
  const [x1, x2, y1, y2] = [min((n) => n.x), -min((n) => -n.x), min((n) => n.y), -min((n) => -n.y)];
  const f = free();
  const scale = Math.min(largest, (f.width - 16) / (x2 - x1 + BOX_W + 30), (f.height - 16) / (y2 - y1 + BOX_H + 40));
  if (scale >= least) look((x1 + x2) / 2, (y1 + y2) / 2, scale);
  return scale;
}
