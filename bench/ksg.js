import { ksgInformation } from '@rgflow/kl/mutual-information';
import { RandomStream } from '@rgflow/random';
import { contest } from './contest.js';
import { peerPython } from './peers/python.js';
import { startKsg } from './peers/scikit-learn.js';

const SAMPLES = 10_000;
/** Of x and of y each: neighbours are looked for in 4 dimensions, and counted in 2 and 2. */
const UNITS = 2;
const NEIGHBOURS = 3;
const CORRELATION = 0.7;

/** Sums of digamma functions in another order; the counts are the same. */
const TOLERANCE = 1e-12;

/**
 * Mutual information of 10,000 pairs of 2 + 2 units by nearest neighbours, against scikit-learn, interleaved, one thread.
 */
export async function ksg({ quick, peers, print }) {
  const random = RandomStream.named('bench ksg');
  const problem = { ...pairs(random), units: UNITS, neighbours: NEIGHBOURS };
  const rivals = peers ? await startPeers(problem, print) : [];
  const [x, y] = [problem.x, problem.y].map((data) => ({ shape: [SAMPLES, UNITS], data }));
  // Without jitter and without the error from parts, which the peer does not have.
  const options = { neighbours: NEIGHBOURS, jitter: 0, parts: 0, random };
  const ask = () => [ksgInformation(x, y, options).value];
  const exact = (-UNITS / 2) * Math.log(1 - CORRELATION ** 2);
  print(
    `Mutual information of 10,000 pairs of 2 + 2 units by nearest neighbours (KSG), one thread: ${ask()[0].toFixed(4)} ` +
      `nats, exactly ${exact.toFixed(4)}`,
  );
  await contest({ rounds: quick ? 5 : 25, ask, peers: rivals, print });
}

/** Normal numbers, each unit of y correlated with the same unit of x. */
function pairs(random) {
  const [x, noise] = ['x', 'noise'].map((name) => random.split(name).normals(new Float32Array(SAMPLES * UNITS)));
  return {
    x: inUnitsOfSpread(x),
    y: inUnitsOfSpread(x.map((value, n) => CORRELATION * value + Math.sqrt(1 - CORRELATION ** 2) * noise[n])),
  };
}

/** As `ksgInformation` takes them: the root of the mean variance of the units is 1. */
function inUnitsOfSpread(values) {
  const means = Array.from({ length: UNITS }, (_, k) => meanOf(values.filter((_, i) => i % UNITS === k)));
  const spread = Math.sqrt(meanOf(values.map((value, i) => (value - means[i % UNITS]) ** 2)));
  return Float64Array.from(values, (value) => value / spread);
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function startPeers(problem, print) {
  const { python, reason } = await peerPython('scikit-learn', print);
  if (python !== undefined) return [{ peer: await startKsg(python, problem), tolerance: TOLERANCE }];
  print(`scikit-learn is not available here (${reason}); its part is left out.`);
  return [];
}
