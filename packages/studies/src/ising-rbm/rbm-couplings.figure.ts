import {
  curvePoints,
  distinct,
  type Figure,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  sequentialColours,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase } from '../some-seeds.js';

/** The learned Hamiltonian against the exact one. */
export const figure: Figure = {
  title: 'Couplings between visible spins that machines have learnt',
  caption:
    'Coupling J of two visible spins with all hidden units summed out, against their distance on the whole lattice; means over places that are alike. Rings: ' +
    'exactly, of the Hamiltonian of the samples (all spins seen), or after the exact decimation of the spins that are not seen. A colour for each K; trained ' +
    'with the most Gibbs steps of the study. Means over seeds with standard errors.',

  queries: (study) => ({
    pairs: `
      select dimension, kept, (couplings::double[])[1] as k, sqrt(dx * dx + dy * dy) as distance, ${NETWORKS_AND_SEEDS},
             ${meanOf('exact')} as exact, ${meanOverSeeds('coupling')}
      from rbm_coupling where study = ${study} and machine = 'trained' and kind = 'pair' and len(couplings::double[]) = 1
        and chain_steps = (select max(chain_steps) from rbm_coupling where study = ${study}) and dx * dx + dy * dy <= 16
      group by dimension, kept, k, distance order by all`,
  }),

  draw({ pairs = [] }) {
    requireRows(pairs, 'ising-rbm');
    refuseRepeatedSeeds(pairs, 'dimension, couplings, Gibbs steps and seed');
    const couplings = distinct(pairs.map((row) => numberOf(row, 'k')));
    const colours = sequentialColours(couplings.length);
    const highest = 1.1 * largestOf(pairs.flatMap((row) => [numberOf(row, 'coupling'), numberOf(row, 'exact')]));
    const size = { width: 2 * WIDTH, height: 2 * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(pairs)}`;
    return svgDocument(
      { ...size, title: this.title, description: this.caption, bars },
      PANELS.map(({ dimension, kept, heading }, at) => {
        const own = pairs.filter((row) => row.dimension === dimension && row.kept === kept);
        return linePanel({
          x: (at % 2) * WIDTH,
          y: Math.floor(at / 2) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          heading,
          xLabel: 'distance, sites',
          yLabel: 'J',
          xDomain: [0.9, 4.1],
          xTicks: [1, 2, 3, 4],
          yDomain: [-0.06, highest],
          labelHeader: 'K',
          series: couplings.flatMap((k, index): readonly Series[] => {
            const rows = own.filter((row) => row.k === k);
            const colour = colours[index]!;
            const learnt = curvePoints(rows, 'distance', 'coupling', 'coupling_se');
            return [
              { points: learnt, colour, dots: 2.5, label: String(Number(k.toPrecision(4))) },
              { points: curvePoints(rows, 'distance', 'exact'), colour, line: 'none', rings: 4.5 },
            ];
          }),
        });
      }),
    );
  },
};

const WIDTH = 430;
const HEIGHT = 290;

const PANELS = [
  { dimension: 2, kept: 'all', heading: 'square lattice, all spins seen' },
  { dimension: 2, kept: 'sublattice', heading: 'square lattice, one sublattice seen' },
  { dimension: 1, kept: 'all', heading: 'ring, all spins seen' },
  { dimension: 1, kept: 'sublattice', heading: 'ring, every other spin seen' },
] as const;
