// The largest error of `pow` in units in the last place, over what `python3 power.py 100000` printed:
//
//     npx nx build numerics && node packages/numerics/test/expected/power-error.js powers.json
import { readFileSync } from 'node:fs';
import { pow } from '../../dist/power.js';

const { made, ...ranges } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(made);
for (const [range, cases] of Object.entries(ranges)) {
  for (const [name, f] of Object.entries({ pow, 'Math.pow': Math.pow })) {
    const errors = cases.map(({ x, y, nearest, rest }) => Math.abs((f(x, y) - nearest) / lastPlace(nearest) - rest));
    console.log(
      range.padEnd(26),
      name.padEnd(10),
      errors.reduce((most, error) => Math.max(most, error), 0).toFixed(6),
      'at most',
    );
  }
}

/** The distance to the next larger double, for a size that rounds like this one. */
function lastPlace(x) {
  const words = new BigInt64Array(new Float64Array([Math.abs(x)]).buffer);
  words[0] += 1n;
  return new Float64Array(words.buffer)[0] - Math.abs(x);
}
