import { type BandPoint, type CurvePoint, type Series, tint } from '@rgflow/drawing';
import type { KlCurve, CurvePoint as KlPoint } from './kl-curves.js';
import { formatVariance } from './variance-looks.js';

/** How the curves of a panel look; all panels of a figure share it. */
interface KlLook {
  /** From 0. */
  readonly lastLayer: number;
  readonly colour: (sigmaW2: number) => string;
  readonly isCritical: (sigmaW2: number) => boolean;
}

/** With more curves than this, points and lines are drawn finer. */
const CROWD = 12;

/** Points with error bars or bands, fitted curves over all of them, and each σ_w² at its curve's right end. */
export function klSeries(curves: readonly KlCurve[], look: KlLook): readonly Series[] {
  const { lastLayer, isCritical } = look;
  const drawn = curves.filter((curve) => curve.points.length > 0);
  const fine = drawn.length > CROWD || lastLayer > 60;
  const each = (seriesOf: (curve: KlCurve, colour: string) => Series) =>
    drawn.map((curve) => seriesOf(curve, look.colour(curve.sigmaW2)));
  return [
    ...each((curve, colour) => ({ colour, line: 'none', ...uncertainty(curve) })),
    // Opaque, so that a bar shorter than the point does not show as a speck in it.
    ...each((curve, colour) => ({
      points: curve.points.map((point) => ({ ...placeOf(point), title: titleOf(curve, point) })),
      colour: tint(colour, 0.6),
      line: 'none',
      dots: fine ? 1.2 : 2.2,
    })),
    ...each((curve, colour) => ({
      points: fittedLine(curve),
      colour,
      width: (fine ? 0.9 : 1.4) + (isCritical(curve.sigmaW2) ? 0.6 : 0),
      line: curve.fit !== undefined && curve.fit.converged < curve.fit.fits ? 'dashed' : 'solid',
    })),
    ...each((curve, colour) => ({
      points: [endOf(curve)],
      colour,
      line: 'none',
      label: formatVariance(curve.sigmaW2),
      ...(isCritical(curve.sigmaW2) ? { remark: 'critical' } : {}),
    })),
  ];
}

/** Whole layers, at most eight of them. */
export function layerTicks(lastLayer: number): readonly number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => lastLayer / each < 8) ?? 1000;
  return Array.from({ length: Math.floor(lastLayer / step) + 1 }, (_, k) => k * step);
}

/** A band where the mean is over several seeds, bars where the error is one network's. */
function uncertainty({ points }: KlCurve): { points: readonly CurvePoint[]; band: readonly BandPoint[] } {
  const known = points.filter((point) => Number.isFinite(point.divergence.standardError));
  if (!known.some((point) => point.divergence.samples > 1)) {
    return { points: known.map((point) => ({ ...placeOf(point), error: point.divergence.standardError })), band: [] };
  }
  const band = known.map(({ layer, divergence: { value, standardError } }) => {
    return { x: layer, low: value - standardError, high: value + standardError };
  });
  return { points: [], band };
}

function fittedLine({ fit }: KlCurve): readonly CurvePoint[] {
  if (fit === undefined) return [];
  const intervals = 8 * fit.lastLayer;
  return Array.from({ length: intervals + 1 }, (_, k) => ({ x: k / 8, y: fit.at(k / 8) }));
}

function endOf({ fit, points }: KlCurve): CurvePoint {
  return fit === undefined ? placeOf(points.at(-1)!) : { x: fit.lastLayer, y: fit.at(fit.lastLayer) };
}

const placeOf = ({ layer, divergence }: KlPoint): CurvePoint => ({ x: layer, y: divergence.value });

function titleOf({ sigmaW2 }: KlCurve, { layer, divergence }: KlPoint): string {
  const { value, standardError, samples: seeds } = divergence;
  const error = standardError > 0 ? ` ± ${standardError.toPrecision(2)}` : '';
  const over = seeds > 1 ? ` (${seeds} seeds)` : '';
  return `σ_w² = ${formatVariance(sigmaW2)}, layer ${layer}: ${value === 0 ? '0' : value.toPrecision(4)}${error}${over}`;
}
