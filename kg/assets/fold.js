// Folded subtrees: what hangs on one instrument alone can be put away under it.
// Ways down and up on the whole map, whatever is filtered: folding hides a subtree, filters hide more.
const ways = (e) => !e.rejected && (page.derives.includes(e.p) || e.p === page.approves);
const below = (i) => [...into[i].filter((e) => ways(e) && e.p !== page.approves).map((e) => e.from), ...out[i].filter((e) => ways(e) && e.p === page.approves).map((e) => e.to)];
const above = (i) => [...out[i].filter((e) => ways(e) && e.p !== page.approves).map((e) => e.to), ...into[i].filter((e) => ways(e) && e.p === page.approves).map((e) => e.from)];

function reach(start, next) {
  const seen = new Set(start);
  const stack = [...start];
  while (stack.length)
    for (const other of next(stack.pop()))
      if (!seen.has(other)) {
        seen.add(other);
        stack.push(other);
      }
  return seen;
}

/** Marks what the folded subtrees hide: all below them that does not also hang on something that stays. */
function markFolds() {
  const hidden = reach(state.folded, below);
  for (const i of state.folded) if (!above(i).some((j) => hidden.has(j))) hidden.delete(i);
  let stack = [...hidden].filter((i) => above(i).some((j) => !hidden.has(j) && !state.folded.has(j)));
  while (stack.length) {
    const i = stack.pop();
    if (!hidden.delete(i) || state.folded.has(i)) continue;
    stack = stack.concat(below(i).filter((j) => hidden.has(j)));
  }
  for (const n of nodes) {
    n.under = hidden.has(n.id);
    n.holds = 0;
  }
  for (const i of state.folded) nodes[i].holds = [...reach([i], below)].filter((j) => hidden.has(j)).length;
}

function toggleFold(i) {
  if (state.folded.has(i)) state.folded.delete(i);
  else state.folded.add(i);
  markFolds();
  redraw();
  showPanel();
  say(state.folded.has(i) ? w().foldedWord(nodes[i].holds) : w().unfold);
  remember();
}

/** Opens whatever hides a node. */
function reveal(i) {
  if (nodes[i].under) {
    for (const j of reach([i], above)) if (j !== i) state.folded.delete(j);
    markFolds();
  }
  if (state.summary) state.open.add(nodes[i].group);
}
