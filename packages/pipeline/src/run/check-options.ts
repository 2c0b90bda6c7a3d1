import type { ExecuteOptions } from './execution.js';

/** @throws {RangeError} unless numbers are such as `ExecuteOptions` says. */
export function checkOptions({ jobs, audit = 100, memory = 0 }: ExecuteOptions): void {
  if (!(Number.isInteger(jobs) && jobs > 0)) {
    throw new RangeError(`execute: jobs is ${jobs}, expected a positive whole number.`);
  }
  if (!(audit > 0 && audit <= 100)) {
    throw new RangeError(`execute: audit is ${audit}, expected percent of the hits, above 0 and at most 100.`);
  }
  if (!(memory >= 0)) throw new RangeError(`execute: memory is ${memory}, expected bytes, at least 0.`);
}
