import { bestArrangement, levelOfDetail, sampleHfm, stateCounts } from '@rgflow/hfm';
import { RandomStream } from '@rgflow/random';
import { contest } from './contest.js';
import { peerPython } from './peers/python.js';
import { startHfmSearch } from './peers/scikit-learn.js';
import { milliseconds, spread } from './statistics.js';

const SAMPLES = 60_000;

/** Sums of counts are exact; a division by their total is not. */
const TOLERANCE = 1e-12;

/** The search for order and ground state of a code, against numpy, interleaved, one thread. */
export async function hfmSearch({ quick, peers, print }) {
  const { python, reason } = peers ? await peerPython('scikit-learn', print) : {};
  if (peers && python === undefined) print(`numpy is not available here (${reason}); its part is left out.`);
  const searches = [
    { title: 'best order of 20 units about one ground state', units: 20, name: 'order', groundStates: [0] },
    { title: 'best order and ground state of 10 units', units: 10, name: 'all', groundStates: 'all' },
    { title: 'best order and ground state of 14 units', units: 14, name: 'all', groundStates: 'all' },
  ];
  for (const { title, units, name, groundStates } of searches) {
    const counts = code(units);
    const rivals =
      python === undefined
        ? []
        : [{ peer: await startHfmSearch(python, name, { units, counts }), tolerance: TOLERANCE }];
    print(`Hierarchical Feature Model, ${title}, 60,000 samples, one thread`);
    const seen = [...counts.keys()].filter((state) => counts[state] > 0);
    const ask = () => [meanDetail(counts, seen, bestArrangement(counts, 'A', { groundStates }))];
    await contest({ rounds: quick ? 3 : 15, ask, peers: rivals, print });
  }
  const counts = code(20);
  const times = Array.from({ length: quick ? 3 : 15 }, () => milliseconds(() => bestArrangement(counts, 'A')));
  print('Hierarchical Feature Model, best order of 20 units about each of the ten likeliest ground states');
  print(`  rgflow                 ${spread(times, 0, 'ms')}`);
}

/** A model whose finer half of the units is turned over where its coarsest unit is on. */
function code(units) {
  const random = RandomStream.named('bench hfm', { units });
  const counts = stateCounts(sampleHfm({ units, g: 0.7, convention: 'A' }, SAMPLES, random));
  const finer = (1 << units) - (1 << (units >> 1));
  return Float64Array.from(counts, (_, state) => counts[state & 1 ? state ^ finer : state]);
}

function meanDetail(counts, seen, arrangement) {
  return seen.reduce((sum, state) => sum + counts[state] * levelOfDetail(state, arrangement), 0) / SAMPLES;
}
