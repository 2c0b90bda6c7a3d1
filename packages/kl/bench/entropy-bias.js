// The bias of two estimators of differential entropy on closed forms, in nats, with its standard error: the table of the
// README.
//
//     npx tsc -b && node bench/entropy-bias.js
import { estimate, formatEstimate, trapezoid } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { nearestNeighbourEntropy, normalEntropy } from '../dist/multi-information/index.js';

const TOTAL = 3_000_000;
const NORMAL = Math.log(2 * Math.PI * Math.E) / 2;
const density = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
const logSlope = (u) => -2 * (Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2);

const tanhOf = (q) => [
  `tanh of N(0, ${q})`,
  (z) => Math.tanh(Math.sqrt(q) * z),
  NORMAL + Math.log(q) / 2 + trapezoid((z) => density(z) * logSlope(Math.sqrt(q) * z), -10, 10, 400),
];
const twoAt = (mean) => {
  const both = (x) => (density(x - mean) + density(x + mean)) / 2;
  const entropy = -trapezoid((x) => both(x) * Math.log(both(x)), -mean - 12, mean + 12, 20_000);
  return [`N(±${mean}, 1)`, (z, u) => z + (u < 0.5 ? mean : -mean), entropy];
};
const forms = [
  ['normal', (z) => z, NORMAL],
  ['uniform', (_, u) => u, 0],
  ['exponential', (_, u) => -Math.log1p(-u), 1],
  ['Laplace', (_, u) => (u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u))), 1 + Math.LN2],
  ['logistic', (_, u) => Math.log(u / (1 - u)), 2],
  tanhOf(0.4),
  tanhOf(4),
  twoAt(2),
  twoAt(5),
];

const random = RandomStream.named('bias');
for (const n of [500, 1000, 2000, 4000]) {
  for (const [name, form, entropy] of forms) {
    const found = { nearest: [], normal: [] };
    for (let t = 0; t < TOTAL / n; t++) {
      const stream = random.split(name, { n, t });
      const uniform = stream.uniform(n);
      const x = Float64Array.from(stream.normals(new Float32Array(n)), (z, s) => form(z, uniform[s] || 1e-12));
      const mean = x.reduce((sum, value) => sum + value, 0) / n;
      const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
      found.nearest.push(nearestNeighbourEntropy(x) - entropy);
      found.normal.push(normalEntropy(variance, n) - entropy);
    }
    const shown = Object.values(found).map((biases) => formatEstimate(estimate(biases)));
    console.log(`${String(n).padStart(5)}  ${name.padEnd(18)}  nearest ${shown[0]}  normal ${shown[1]}`);
  }
}
