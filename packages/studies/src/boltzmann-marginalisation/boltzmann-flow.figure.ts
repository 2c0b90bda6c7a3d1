import type { Figure } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  sequentialColours,
  svgDocument,
  valuesToDraw,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { fewestSeeds, seedsPhrase, seedsRemark } from '../some-seeds.js';

/** The couplings of a stack of Gaussian layers as layer after layer is integrated out. */
export const figure: Figure = {
  title: 'The flow of couplings through a stack of Gaussian layers',
  caption:
    'Random stacks whose couplings all have spectral norm g, integrated out from the deepest layer; points are means over seeds with their ' +
    'standard errors. Left: spectral norm of the coupling to the layer that goes, in units of its fluctuations; at 1 the machine would have ' +
    'no partition function. Dashed: the most that g allows, k′ = g²/(1 - k) for k the norm squared, as for one unit per layer; it reaches 1 ' +
    'at some depth for every g above 1/2, wide random layers not below g of about 0.7. Right: mean diagonal entry of the induced coupling. ' +
    'Lines: the prediction for wide layers from the mean squares of the couplings.',

  queries: (study) => ({
    flow: `
      select g, step, ${meanOverSeeds('spectral_norm', { as: 'norm' })}, any_value(norm_bound) as norm_bound,
             ${meanOverSeeds('mean_coupling', { as: 'mean' })}, ${meanOverSeeds('wide_mean_coupling', { as: 'wide' })},
             ${NETWORKS_AND_SEEDS}
      from (from boltzmann_step where study = ${study} and machine = 'random' qualify depth = max(depth) over ())
      where layer > 0
      group by all
      order by all`,
  }),

  draw({ flow = [] }) {
    requireRows(flow, 'boltzmann-marginalisation');
    refuseRepeatedSeeds(flow, 'g, depth and seed');
    const strengths = valuesToDraw(distinct(flow.map((row) => numberOf(row, 'g'))), [], 6);
    const colours = sequentialColours(strengths.length);
    const ofStrength = (g: number) => flow.filter((row) => numberOf(row, 'g') === g);
    const curves = (column: string, look: Partial<Series>, error?: string): readonly Series[] =>
      strengths.map((g, i) => ({
        points: curvePoints(ofStrength(g), 'step', column, error),
        colour: colours[i]!,
        ...look,
      }));
    const predicted = (series: readonly Series[]) =>
      series.map((each, i) => {
        const line = fewestSeeds(ofStrength(strengths[i]!), 'wide_seeds');
        return { ...each, ...seedsRemark([], { line }) };
      });
    const named = (series: readonly Series[]) => series.map((each, i) => ({ ...each, label: String(strengths[i]) }));
    const dots: Partial<Series> = { line: 'none', dots: 2.2 };
    const frame = { y: 0, width: 380, height: 340, xLabel: 'layers integrated out', labelHeader: 'g' } as const;
    const bars = `standard error of the mean over ${seedsPhrase(flow)}`;
    return svgDocument({ width: 760, height: 340, title: this.title, description: this.caption, bars }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'norm of the coupling',
        subheading: 'dashed: the most that g allows',
        yLabel: 'norm in units of fluctuations',
        yDomain: [0, 1],
        series: [
          ...curves('norm_bound', { line: 'dashed', width: 1 }),
          ...named(curves('norm', { dots: 2.2 }, 'norm_se')),
        ],
      }),
      linePanel({
        ...frame,
        x: 380,
        heading: 'induced coupling',
        subheading: 'lines: predicted for wide layers',
        yLabel: 'tr K / n',
        series: [...curves('wide', { width: 1 }), ...predicted(named(curves('mean', dots, 'mean_se')))],
      }),
    ]);
  },
};
