// The circles among nodes with arrows: each strongly connected set of more than one node (Tarjan's algorithm).

/** @param {ReadonlyMap<string, readonly string[]>} arrows  Of each node, those that it points to. */
export function cycles(arrows) {
  const found = [];
  const index = new Map();
  const low = new Map();
  const stack = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const target of arrows.get(node) ?? []) {
      if (!arrows.has(target)) continue;
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(node, Math.min(low.get(node), low.get(target)));
    }
    if (low.get(node) !== index.get(node)) return;
    const set = stack.splice(stack.indexOf(node));
    if (set.length > 1) found.push(set);
  };
  for (const node of arrows.keys()) if (!index.has(node)) visit(node);
  return found;
}
