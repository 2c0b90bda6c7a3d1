/**
 * Says whether contenders agree. Where they do not, the run goes on, and the process ends with exit code 1: a ratio to
 * someone who computes something else means nothing.
 */
export function agreement(largest, tolerance, over) {
  if (largest <= tolerance) return `at most ${largest.toExponential(1)} ${over}; they agree`;
  process.exitCode = 1;
  return `at most ${largest.toExponential(1)} ${over}; THEY DISAGREE: more than ${tolerance}`;
}
