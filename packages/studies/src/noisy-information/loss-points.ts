import {
  type Collapse,
  type CollapseOptions,
  type CurvePoint,
  collapse,
  collapseBy,
} from '@rgflow/numerics/data-collapse';
import type { Row } from '@rgflow/pipeline/stage';
import type { predictedLossColumns } from './predicted-loss.columns.js';

export type PredictedLoss = Row<typeof predictedLossColumns>;

/** A look with the layer in which it loses half of the inputs. */
export interface Loss {
  readonly look: PredictedLoss;
  readonly layer: number;
}

/** x of the least deep layer that counts, in units of ξ_c: before it the variance and the first layers are seen. */
const LEAST_SCALED = 1.5;

export function isDeep({ scaled }: PredictedLoss): boolean {
  return scaled >= LEAST_SCALED;
}

/** Of the polynomial that the logarithm of the layer is, of ln x. */
const DEGREE = 3;

/** The layers of several weight variances as curves ln l = λ_i + F(ln x) + corrections of finite width. */
export class LossCurves {
  readonly #points: readonly CurvePoint[];
  readonly #options: CollapseOptions;

  constructor(losses: readonly Loss[], weightVariances: readonly number[], sizeOrder: number) {
    this.#options = { degree: DEGREE, sizeOrder };
    this.#points = losses.map(({ look, layer }) => ({
      curve: weightVariances.indexOf(look.sigma_w2),
      x: Math.log(look.scaled),
      y: Math.log(layer),
      inverseSize: 1 / look.units,
    }));
  }

  /** λ_i less λ_0, as they collapse best. */
  get shifts(): readonly number[] {
    return collapse(this.#points, this.#options).shifts;
  }

  /** Scatter of ln l about the common curve: by given λ_i, or as it is least. */
  scatter(shifts?: readonly number[]): number {
    const found: Collapse =
      shifts === undefined ? collapse(this.#points, this.#options) : collapseBy(this.#points, shifts, this.#options);
    return found.scatter;
  }
}

/**
 * The slope of ln(1 - l/l_∞) by ln(ξ_c/N), over the widths and weight variances where ξ_c/N is small: 1 if a width takes off
 * in proportion to depth over width. NaN for fewer than three cells.
 */
export function sizeExponent(losses: readonly Loss[]): { readonly exponent: number; readonly cells: number } {
  const cells = new Map<string, { size: number; relative: number[] }>();
  for (const { look, layer } of losses) {
    const size = look.xi_c / look.units;
    if (look.infinite_width === null || size > LARGEST_SIZE) continue;
    const key = `${look.units} ${look.sigma_w2}`;
    const cell = cells.get(key) ?? { size, relative: [] };
    cells.set(key, cell);
    cell.relative.push(1 - layer / look.infinite_width);
  }
  const points = [...cells.values()]
    .map(({ size, relative }) => ({ x: Math.log(size), shift: relative.reduce((a, b) => a + b) / relative.length }))
    .filter(({ shift }) => shift > 0)
    .map(({ x, shift }) => ({ x, y: Math.log(shift) }));
  if (points.length < 3) return { exponent: Number.NaN, cells: points.length };
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const covariance = mean((point) => (point.x - x) * (point.y - y));
  return { exponent: covariance / mean((point) => (point.x - x) * (point.x - x)), cells: points.length };
}

/** ξ_c/N up to which the first correction of finite width is the larger part. */
const LARGEST_SIZE = 0.1;
