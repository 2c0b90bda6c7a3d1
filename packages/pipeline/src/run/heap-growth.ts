import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** From so many instances on. */
const MANY = 100_000;

/**
 * Where a plan is large, has V8 let the heap grow by at most three tenths of what lives in it until it collects; it would
 * let it grow to twice that and more: half a million trivial instances took 1.8 GB, most of it garbage. What that costs,
 * some 5 % of the processor time, is asked only of a run that executes something.
 */
export function growSlowly(instances: number): void {
  if (instances < MANY) return;
  setFlagsFromString('--heap-growing-percent=30');
  // How far it may grow is settled at a collection, and the next would come only at twice of what lived before the plan.
  collect();
}

/** Instances after whose look-up what it has left behind is collected. */
const EVERY = 200_000;
let looked = 0;

/**
 * Told how many instances were looked up, collects from time to time what that has left behind, half a kilobyte of each: V8
 * alone would let it lie until the heap is twice as large as the plan.
 */
export function lookedUp(instances: number): void {
  looked += instances;
  if (looked >= EVERY) collect();
}

function collect(): void {
  looked = 0;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
