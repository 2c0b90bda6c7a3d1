import {
  curvePoints,
  FigureError,
  type LinePanel,
  linePanel,
  numberOf,
  type Series,
  type SqlRow,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { NETWORK_LOOKS } from './nuisance-looks.js';

/**
 * SQL of a column of `nuisance_probe` by layer of the deep network and of the images: mean over seeds, its standard error.
 */
export function nuisanceCurvesQuery(study: string, column: 'score' | 'information'): string {
  return `
    select network, layer, target, ${meanOverSeeds(column, { as: 'value', seeds: 'some_seeds' })},
           count(*) as networks, count(distinct seed) as seeds,
           any_value(dataset) as dataset
    from nuisance_probe
    where study = ${study} and reader = 'linear' and (network = 'none' or role = 'deep')
    group by network, layer, target
    order by all`;
}

/** What a panel of a target shows besides its curves. */
type PanelLook = Pick<LinePanel, 'subheading' | 'yDomain' | 'rules'>;

/** A panel for each target, four in a row: curves over the layers of each network, a ring for the images. */
export function nuisanceCurves(
  rows: readonly SqlRow[],
  lookOf: (target: string, highest: number) => PanelLook,
  yLabel = '',
): readonly string[] {
  const mixed = rows.find((row) => row.networks !== row.seeds);
  if (mixed !== undefined) {
    throw new FigureError(
      `${mixed.networks} networks of ${mixed.seeds} seeds; the run sweeps more than the seed, and a mean over all would hide it.`,
    );
  }
  const output = Math.max(...rows.map((row) => numberOf(row, 'layer')));
  return TARGETS.map((target, k) => {
    const ofTarget = rows.filter((row) => row.target === target);
    const column = k % COLUMNS;
    const values = ofTarget.map((row) => numberOf(row, 'value')).filter(Number.isFinite);
    return linePanel({
      x: column * SPACING,
      y: Math.floor(k / COLUMNS) * PANEL.height,
      ...PANEL,
      heading: target,
      xLabel: 'layer',
      xDomain: [-1, output],
      xTicks: [-1, Math.round(output / 3), Math.round((2 * output) / 3), output],
      xFormat: (layer) => (layer === -1 ? 'image' : layer === output ? 'output' : String(layer)),
      yLabel: column === 0 ? yLabel : '',
      ...lookOf(target, Math.max(0, ...values)),
      series: NETWORK_LOOKS.map(({ network, colour, label }): Series => {
        const own = ofTarget.filter((row) => row.network === network);
        const points = curvePoints(own, 'layer', 'value', 'value_se');
        if (network === 'none') return { points, colour, line: 'none', rings: 3 };
        return { points, colour, dots: 1.8, ...(column === COLUMNS - 1 ? { label, ...seedsRemark(own) } : {}) };
      }),
    });
  });
}

/** What the bars of these panels are. */
export function curveBars(rows: readonly SqlRow[]): string {
  return `standard error of the mean over ${seedsPhrase(rows)}`;
}

const TARGETS = ['label', 'shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'] as const;

const COLUMNS = 4;
/** A panel begins where the plotting area of the one before ends: only the last in a row has labels to its right. */
const SPACING = 215;
const PANEL = { width: 299, height: 225 } as const;

export const CURVES_SIZE = { width: (COLUMNS - 1) * SPACING + PANEL.width + 8, height: 2 * PANEL.height } as const;
