import { DomainError } from '@rgflow/numerics';
import { findDataset } from '../find-dataset.js';
import { datasetOf } from '../known-datasets.js';
import { type FurtherSetName, furtherSets } from './further-sets.js';
import { findFurtherSet } from './load-further.js';

/** A data set of images of 28 x 28 that a rung may take from. */
export type BreadthSet = 'mnist' | 'fashion-mnist' | FurtherSetName;

/** Some or all classes of a data set. */
export interface BreadthPart {
  readonly set: BreadthSet;
  /** Labels, ascending. */
  readonly classes: readonly number[];
}

/** What a machine has seen: all rungs below are part of it. */
export interface Rung {
  /** 'digit-2', 'digits-0-4', 'digits+fashion', ... */
  readonly name: string;
  readonly parts: readonly BreadthPart[];
  readonly classes: number;
}

/** In which order sets are added: digits first, or Fashion-MNIST first and the digits last. */
export type LadderOrder = 'digits-first' | 'fashion-first';

export interface Ladder {
  readonly rungs: readonly Rung[];
  /** Sets that are not on this machine, and how to get them: the rungs go without. */
  readonly missing: readonly { readonly set: BreadthSet; readonly source: string }[];
}

const ADDED: readonly { readonly set: BreadthSet; readonly as: string }[] = [
  { set: 'fashion-mnist', as: 'fashion' },
  { set: 'emnist-letters', as: 'letters' },
  { set: 'kmnist', as: 'kmnist' },
  { set: 'cifar-10', as: 'cifar-10' },
];

/**
 * A ladder of growing breadth. 'digits-first': digit 0, digits 0-1, ..., 0-9, then with Fashion-MNIST, EMNIST letters,
 * KMNIST and CIFAR-10. 'fashion-first': class 0 of Fashion-MNIST, 0-1, ..., 0-9, then with the digits, and so on. Sets
 * that are not on this machine are left out and named.
 *
 * @param has  Whether a set is here; looked up if not given.
 *
 * @example With nothing but MNIST
 * breadthLadder('digits-first').rungs.map(({ name }) => name); // ['digit-0', 'digits-0-1', ..., 'digits-0-9']
 */
export function breadthLadder(order: LadderOrder, has: (set: BreadthSet) => boolean = isHere): Ladder {
  const first =
    order === 'digits-first'
      ? ({ set: 'mnist', as: 'digits' } as const)
      : ({ set: 'fashion-mnist', as: 'fashion' } as const);
  const others = [{ set: 'mnist', as: 'digits' } as const, ...ADDED].filter(({ set }) => set !== first.set);
  const absent = [first, ...others].filter(({ set }) => !has(set)).map(({ set }) => ({ set, source: sourceOf(set) }));
  const rungs: Rung[] = [];
  if (has(first.set)) {
    const all = allClasses(first.set);
    for (let count = 1; count <= all.length; count++) {
      const one = order === 'digits-first' ? 'digit' : 'fashion';
      const name = count === 1 ? `${one}-0` : `${first.as}-0-${count - 1}`;
      rungs.push({ name, parts: [{ set: first.set, classes: all.slice(0, count) }], classes: count });
    }
  }
  let base = rungs.length === 0 ? '' : first.as;
  for (const { set, as } of others) {
    if (!has(set)) continue;
    const part = { set, classes: allClasses(set) };
    const below = rungs.at(-1) ?? { parts: [], classes: 0 };
    base = base === '' ? as : `${base}+${as}`;
    rungs.push({ name: base, parts: [...below.parts, part], classes: below.classes + part.classes.length });
  }
  return { rungs, missing: absent };
}

/** One digit, by its name: 'digit-7'. */
export function digitRung(digit: number): Rung {
  if (!(Number.isInteger(digit) && digit >= 0 && digit <= 9)) {
    throw new DomainError(`digitRung: digit is ${digit}; expected 0 to 9.`);
  }
  return { name: `digit-${digit}`, parts: [{ set: 'mnist', classes: [digit] }], classes: 1 };
}

/** Whether a set is on this machine. No file is read for it. */
export function isHere(set: BreadthSet): boolean {
  return isKnown(set) ? findDataset(set) !== null : findFurtherSet(set) !== null;
}

/** Where a set comes from, for people. */
export function sourceOf(set: BreadthSet): string {
  return isKnown(set) ? datasetOf(set).source : furtherSets.find(({ name }) => name === set)!.source;
}

/** Sets that networks are trained on, and whose digests were checked. */
export function isKnown(set: BreadthSet): set is 'mnist' | 'fashion-mnist' {
  return set === 'mnist' || set === 'fashion-mnist';
}

function allClasses(set: BreadthSet): readonly number[] {
  const { classes } = isKnown(set) ? datasetOf(set) : furtherSets.find(({ name }) => name === set)!;
  return Array.from({ length: classes }, (_, label) => label);
}
