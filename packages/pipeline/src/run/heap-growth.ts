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
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
