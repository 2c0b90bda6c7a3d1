/** From this part of the cost of a cell on, what it shares with others is costly. */
const COSTLY = 0.05;
/** Cells that are together no more than this part of a share are tied whatever they have in common. */
const SMALL = 0.05;
/** What may be done again in another share, as a part of what else that share has to do: of a chain, and of its roots. */
const AGAIN = { chain: 0.02, root: 1 } as const;

/** What is known of an instance before anything runs. */
export interface PredictedInstance {
  /** At least 0, in one unit for all. */
  readonly cost: number;
  /** Whether it has no inputs: a data set, a curve of theory. */
  readonly isRoot: boolean;
}

/**
 * Deals cells to shares by predicted cost, so that nothing costly is done twice and the shares cost about the same.
 *
 * What several cells share ties them together if it costs a twentieth of such a cell or more: a training and all that is
 * measured of it go to one share. It is done again only where the cells are more than a share's worth, and it is at most a
 * fiftieth of what else a share then does; of roots of the plan, a data set say, as much as that: else nothing could be
 * dealt at all. Then the groups go, the costliest first, each to the share that has least: the largest share is above the
 * mean by less than the costliest group. It all follows from the plan alone.
 *
 * @param cells      of each cell the numbers of its instances
 * @param instances  by their numbers
 * @param shares     how many
 * @returns of each cell the number of its share, from 0
 *
 * @example Two trainings, each measured in two ways
 * const [train, measure] = [60, 1].map((cost) => ({ cost, isRoot: false }));
 * dealCells([[0, 1], [0, 2], [3, 4], [3, 5]], [train, measure, measure, train, measure, measure], 2); // [0, 0, 1, 1]
 */
export function dealCells(
  cells: readonly (readonly number[])[],
  instances: readonly PredictedInstance[],
  shares: number,
): readonly number[] {
  const { common, cellCosts } = whatIsCommon(cells, instances);
  const total = instances.reduce((sum, { cost }) => sum + cost, 0);
  const groups = new Groups(cellCosts);
  const byCost = [...common].sort(
    (a, b) => b.cost - a.cost || a.cells[0]! - b.cells[0]! || b.cells.length - a.cells.length,
  );
  for (const each of byCost) groups.share(each, total / shares);
  return dealt(groups, cells.length, shares);
}

/** What the instances that just these cells have cost together. */
interface Common {
  readonly cells: readonly number[];
  readonly cost: number;
  /** Of that the roots. */
  readonly ofRoots: number;
}

/** Instances by the cells that have them, those of several; and what each cell costs by itself. */
function whatIsCommon(
  cells: readonly (readonly number[])[],
  instances: readonly PredictedInstance[],
): { readonly common: readonly Common[]; readonly cellCosts: readonly number[] } {
  // Sets of cells, each one cell more than another: two instances of the same cells come to the same number.
  const parent: number[] = [-1];
  const lastCell: number[] = [-1];
  const setOf = new Int32Array(instances.length);
  for (const [cell, those] of cells.entries()) {
    const grown = new Map<number, number>();
    for (const instance of those) {
      const before = setOf[instance]!;
      let after = grown.get(before);
      if (after === undefined) {
        after = parent.push(before) - 1;
        lastCell.push(cell);
        grown.set(before, after);
      }
      setOf[instance] = after;
    }
  }
  const bySet = new Map<number, { cost: number; ofRoots: number }>();
  for (const [instance, set] of setOf.entries()) {
    const { cost, isRoot } = instances[instance]!;
    const sum = bySet.get(set) ?? { cost: 0, ofRoots: 0 };
    bySet.set(set, { cost: sum.cost + cost, ofRoots: sum.ofRoots + (isRoot ? cost : 0) });
  }
  const common: Common[] = [];
  for (const [set, cost] of bySet) {
    const those: number[] = [];
    for (let at = set; at > 0; at = parent[at]!) those.push(lastCell[at]!);
    if (those.length > 1) common.push({ cells: those.reverse(), ...cost });
  }
  const cellCosts = cells.map((those) => those.reduce((sum, instance) => sum + instances[instance]!.cost, 0));
  return { common, cellCosts };
}

/** Groups of cells that go to one share. */
class Groups {
  readonly #first: Int32Array;
  /** Of a group, by its first cell: what it costs, with what is known by now to be done once in it. */
  readonly #cost: Float64Array;
  /** Of a cell, without what every share does. */
  readonly #own: Float64Array;

  constructor(cellCosts: readonly number[]) {
    this.#own = Float64Array.from(cellCosts);
    this.#first = Int32Array.from(cellCosts, (_, cell) => cell);
    this.#cost = Float64Array.from(cellCosts);
  }

  of(cell: number): number {
    let first = cell;
    while (this.#first[first] !== first) first = this.#first[first]!;
    while (this.#first[cell] !== first) {
      const next = this.#first[cell]!;
      this.#first[cell] = first;
      cell = next;
    }
    return first;
  }

  costOf(group: number): number {
    return this.#cost[group]!;
  }

  /** Ties the cells that share something, if it is to be done once; and counts it once in each group in any case. */
  share({ cells, cost, ofRoots }: Common, ideal: number): void {
    const counted = new Map<number, number>();
    for (const cell of cells) counted.set(this.of(cell), (counted.get(this.of(cell)) ?? 0) + 1);
    for (const [group, times] of counted) this.#cost[group]! -= (times - 1) * cost;
    const groups = [...counted.keys()].sort((a, b) => a - b);
    const together = groups.reduce((sum, group) => sum + this.#cost[group]!, 0) - (groups.length - 1) * cost;
    const mean = cells.reduce((sum, cell) => sum + this.#own[cell]!, 0) / cells.length;
    const beside = (together - cost) / Math.ceil(together / ideal);
    const isCheap = cost - ofRoots <= AGAIN.chain * beside && ofRoots <= AGAIN.root * beside;
    const isTied = together <= SMALL * ideal || (cost >= COSTLY * mean && !(together > ideal && isCheap));
    if (!isTied || cost === 0) {
      // Every share does it: it says nothing of which group is the costlier.
      for (const group of groups) this.#cost[group]! -= cost;
      for (const cell of cells) this.#own[cell]! -= cost;
      return;
    }
    const [into, ...others] = groups as [number, ...number[]];
    for (const group of others) this.#first[group] = into;
    this.#cost[into] = together;
  }
}

function dealt(groups: Groups, cells: number, shares: number): readonly number[] {
  const firsts: number[] = [];
  for (let cell = 0; cell < cells; cell++) if (groups.of(cell) === cell) firsts.push(cell);
  firsts.sort((a, b) => groups.costOf(b) - groups.costOf(a) || a - b);
  const loads = new Float64Array(shares);
  const counts = new Int32Array(shares);
  const shareOf = new Map<number, number>();
  for (const first of firsts) {
    let least = 0;
    // Of those that have as little the one of fewer groups: what costs nothing is dealt out, too.
    for (let share = 1; share < shares; share++) {
      const [load, lowest] = [loads[share]!, loads[least]!];
      if (load < lowest || (load === lowest && counts[share]! < counts[least]!)) least = share;
    }
    shareOf.set(first, least);
    loads[least]! += groups.costOf(first);
    counts[least]!++;
  }
  return Array.from({ length: cells }, (_, cell) => shareOf.get(groups.of(cell))!);
}
