import {
  type BreadthPart,
  breadthLadder,
  digitRung,
  isHere,
  type LadderOrder,
  type Rung,
} from '@rgflow/dataset/breadth';

/** A rung of either ladder as if all sets were here. */
export interface NamedRung extends Rung {
  readonly order: LadderOrder;
}

const orders = ['digits-first', 'fashion-first'] as const;

const ladders: readonly NamedRung[] = orders.flatMap((order) =>
  breadthLadder(order, () => true).rungs.map((rung) => ({ ...rung, order })),
);
const digits: readonly NamedRung[] = Array.from({ length: 9 }, (_, k) => ({
  ...digitRung(k + 1),
  order: 'digits-first',
}));

/** Every rung by its name, 'digit-2', 'digits-0-4', 'fashion+digits'. */
export const namedRungs: readonly NamedRung[] = [...ladders, ...digits];

/** @param name  One of `namedRungs`. */
export function rungOf(name: string): NamedRung {
  return namedRungs.find((rung) => rung.name === name)!;
}

/** The sets of a rung that are not on this machine. */
export function missingSets(parts: readonly BreadthPart[]): readonly BreadthPart['set'][] {
  return parts.map(({ set }) => set).filter((set) => !isHere(set));
}
