/** The middle value; the mean of the two middle ones for an even count. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** 'median unit (minimum to maximum)', each with so many digits after the point. */
export function spread(values, digits, unit) {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((x) =>
    x.toFixed(digits),
  );
  return `${middle} ${unit} (${least} to ${most})`.replace(' )', ')').replace('  ', ' ');
}

/** Milliseconds that `run` takes. */
export function milliseconds(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}
