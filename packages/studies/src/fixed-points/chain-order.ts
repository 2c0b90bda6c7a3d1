/** An order of units along a chain, and the signs that make neighbours agree. */
export interface ChainOrder {
  readonly order: readonly number[];
  /** 1 or -1, of each unit in its place along the chain. */
  readonly signs: readonly number[];
}

/**
 * The order in which units look most like a chain, as far as a greedy search finds: the pair of the largest
 * correlation, then at either end the unit that goes best with it. A fully connected layer has no order of its own, and
 * the sign of a unit is arbitrary; so a chain among units shows in this order, and in no other. Ties go to the first.
 *
 * Looking for it finds something among independent units too: compare with these.
 *
 * @param correlations  Of all pairs, row-major, shape (units, units), at least 2 units.
 */
export function chainOrder(correlations: ArrayLike<number>, units: number): ChainOrder {
  const between = (i: number, j: number) => correlations[i * units + j]!;
  let best: [number, number] = [0, 1];
  for (let i = 0; i < units; i++) {
    for (let j = i + 1; j < units; j++) if (Math.abs(between(i, j)) > Math.abs(between(...best))) best = [i, j];
  }
  const order: number[] = [...best];
  const left = new Set(Array.from({ length: units }, (_, unit) => unit).filter((unit) => !best.includes(unit)));
  while (left.size > 0) {
    let next = { unit: -1, size: -1, atEnd: true };
    for (const unit of left) {
      for (const atEnd of [true, false]) {
        const size = Math.abs(between(atEnd ? order.at(-1)! : order[0]!, unit));
        if (size > next.size) next = { unit, size, atEnd };
      }
    }
    if (next.atEnd) order.push(next.unit);
    else order.unshift(next.unit);
    left.delete(next.unit);
  }
  const signs = [1];
  for (let place = 1; place < units; place++) {
    signs.push(signs[place - 1]! * (between(order[place - 1]!, order[place]!) < 0 ? -1 : 1));
  }
  return { order, signs };
}
