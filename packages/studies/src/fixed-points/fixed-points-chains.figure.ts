import {
  curvePoints,
  type Figure,
  largestOf,
  level,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase } from '../some-seeds.js';

/** The coupling of feature layers along the training, beside its controls. */
export const figure: Figure = {
  title: 'The effective coupling of feature layers on chains, epoch by epoch',
  caption:
    'K of the units of the feature layer as an open Ising chain, each above or below its median. Black: in the order that they have. Orange: in the order and ' +
    'with the signs that look most like a chain; dashed: the same of units that know nothing of each other, which is what an independent layer would show. ' +
    'Blue: in the best order, of a network trained on chains whose sites know nothing of each other. Epoch 0 has random weights. Grey: K of the ' +
    'input after as many decimations as there are layers, exactly. Means over seeds with standard errors.',

  queries: (study) => ({
    epochs: `
      select law, network, trained_on, epoch, ${meanOf('flow_coupling')} as flow_coupling, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('coupling')}, ${meanOverSeeds('best_coupling')}, ${meanOverSeeds('best_null')}
      from feature_layer where study = ${study} and layer = layers and law like '%-chain %'
      group by law, network, trained_on, epoch order by all`,
  }),

  draw({ epochs = [] }) {
    requireRows(epochs, 'fixed-points');
    refuseRepeatedSeeds(epochs, 'law and seed');
    const laws = [...new Set(epochs.map((row) => String(row.law)))];
    const most = largestOf(epochs.map((row) => numberOf(row, 'epoch')));
    const highest =
      1.1 * Math.max(0.1, largestOf(epochs.map((row) => numberOf(row, 'best_coupling')).filter(Number.isFinite)));
    const size = { width: NETWORKS.length * WIDTH, height: laws.length * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(epochs)}`;
    return svgDocument(
      { ...size, title: this.title, description: this.caption, bars },
      laws.flatMap((law, row) =>
        NETWORKS.map((network, column) => {
          const own = epochs.filter((each) => each.law === law && each.network === network);
          const flow = numberOf(own[0] ?? {}, 'flow_coupling');
          return linePanel({
            x: column * WIDTH,
            y: row * HEIGHT,
            width: WIDTH,
            height: HEIGHT,
            margin: { right: 105 },
            heading: `${law}, ${network}`,
            xLabel: 'epochs',
            yLabel: 'K of the feature layer',
            xDomain: [0, most],
            yDomain: [-0.12, highest],
            series: [
              ...(Number.isFinite(flow) && flow < highest
                ? [level(flow, { from: 0, to: most, label: 'decimated', colour: '#6b6b6b' })]
                : []),
              ...SERIES.map(({ column: value, trainedOn, ...look }): Series => {
                const rows = own.filter((each) => each.trained_on === trainedOn);
                return { ...look, points: curvePoints(rows, 'epoch', value, `${value}_se`) };
              }),
            ],
          });
        }),
      ),
    );
  },
};

const WIDTH = 390;
const HEIGHT = 270;
const NETWORKS = ['autoencoder', 'wide autoencoder', 'classifier'] as const;

const SERIES = [
  { column: 'coupling', trainedOn: 'drawn', colour: '#1a1a1a', dots: 1.8, label: 'own order' },
  { column: 'best_coupling', trainedOn: 'drawn', colour: '#c2570c', dots: 1.8, label: 'best order' },
  { column: 'best_null', trainedOn: 'drawn', colour: '#c2570c', line: 'dashed', label: 'independent' },
  { column: 'best_coupling', trainedOn: 'shuffled', colour: '#1f5fa8', label: 'shuffled' },
] as const;
