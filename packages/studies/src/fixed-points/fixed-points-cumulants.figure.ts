import {
  curvePoints,
  type Figure,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase } from '../some-seeds.js';

/** How far layers are from the normal law that independent numbers flow to, before and after training. */
export const figure: Figure = {
  title: 'Excess kurtosis of layers on independent numbers, by layer and epoch by epoch',
  caption:
    'Mean over units of the excess kurtosis of what enters the function after a layer; 0 is the normal law, the fixed point of sums of independent numbers. ' +
    'Above by layer, 0 the input: after training (dots), with random weights (rings, dashed), and sums of 2, 4, 8 inputs (grey). Below the feature layer along ' +
    'the training, epoch 0 with random weights. Orange: autoencoders whose layers halve the units; blue: of as many units as inputs in every layer. Means ' +
    'over seeds with standard errors.',

  queries: (study) => ({
    layers: `
      select law, network, epoch, layer, layers, ${meanOf('flow_kurtosis')} as flow_kurtosis, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('excess_kurtosis', { as: 'kurtosis' })}
      from feature_layer where study = ${study} and law not like '%-chain %' group by law, network, epoch, layer, layers order by all`,
  }),

  draw({ layers = [] }) {
    requireRows(layers, 'fixed-points');
    refuseRepeatedSeeds(layers, 'law and seed');
    const laws = [...new Set(layers.map((row) => String(row.law)))];
    const most = largestOf(layers.map((row) => numberOf(row, 'epoch')));
    const size = { width: laws.length * WIDTH, height: 2 * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(layers)}`;
    return svgDocument(
      { ...size, title: this.title, description: this.caption, bars },
      laws.flatMap((law, column) => {
        const own = layers.filter((row) => row.law === law);
        const panel = {
          x: column * WIDTH,
          width: WIDTH,
          height: HEIGHT,
          yLabel: 'excess kurtosis',
          margin: { right: 24 },
        } as const;
        const deepest = largestOf(own.map((row) => numberOf(row, 'layer')));
        const of = (network: string) => own.filter((row) => row.network === network);
        return [
          linePanel({
            ...panel,
            y: 0,
            heading: law,
            subheading: 'by layer',
            xLabel: 'layer',
            xTicks: Array.from({ length: deepest + 1 }, (_, layer) => layer),
            xFormat: String,
            series: [
              {
                points: curvePoints(
                  own.filter((row) => row.epoch === 0 && row.network === 'autoencoder'),
                  'layer',
                  'flow_kurtosis',
                ),
                colour: '#999999',
                dots: 1.8,
              },
              ...NETWORKS.flatMap(({ network, colour }): readonly Series[] => [
                {
                  points: kurtoses(
                    of(network).filter((row) => row.epoch === 0),
                    'layer',
                  ),
                  colour,
                  line: 'dashed',
                  rings: 3,
                },
                { points: afterTraining(of(network), most), colour, dots: 2.2 },
              ]),
            ],
          }),
          linePanel({
            ...panel,
            y: HEIGHT,
            heading: '',
            subheading: 'feature layer',
            xLabel: 'epochs',
            xDomain: [0, most],
            series: NETWORKS.map(({ network, colour }): Series => {
              return {
                points: kurtoses(
                  of(network).filter((row) => row.layer === row.layers),
                  'epoch',
                ),
                colour,
                dots: 2.2,
              };
            }),
          }),
        ];
      }),
    );
  },
};

const WIDTH = 300;
const HEIGHT = 260;

const NETWORKS = [
  { network: 'autoencoder', colour: '#c2570c' },
  { network: 'wide autoencoder', colour: '#1f5fa8' },
] as const;

/** The input, which is looked at before training, and the layers after it. */
function afterTraining(rows: readonly SqlRow[], last: number) {
  const own = rows.filter((row) => row.epoch === last || row.layer === 0);
  return kurtoses(own, 'layer').sort((p, q) => p.x - q.x);
}

function kurtoses(rows: readonly SqlRow[], x: 'layer' | 'epoch') {
  return curvePoints(rows, x, 'kurtosis', 'kurtosis_se');
}
