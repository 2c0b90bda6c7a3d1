import { describe, expect, test } from 'vitest';
import {
  type Activation,
  collapseAtWidth,
  collapseOf,
  distanceFluctuations,
  linear,
  meanField,
  tanh,
} from '../src/index.js';
import expected from './expected/collapse_at_width.json' with { type: 'json' };

describe('distanceFluctuations', () => {
  test('of linear networks are those of a product of χ², pair by pair', () => {
    // |W δ|² is σ_w² |δ|² χ²_N/N: ln of it has mean -1/N and variance 2/N a layer, and so has layer 0, which is drawn.
    const inputs = { secondMoment: 0.8, correlation: 0.3 };
    const layers = distanceFluctuations(0.9, 0, inputs, 12, { activation: linear });
    for (const { layer, halfDistance, secondMoment, logShift, logVariance, pairVariance } of layers) {
      // Of one pair the variance is that of the mean over pairs, of (E_a + E_b)/2 and of M: three quarters of 2 are V, of
      // one input to the others; the last quarter is what E of that input has.
      expect(pairVariance).toBeCloseTo(1.5 * (layer + 1), 10);
      // The mean over many pairs has no scatter to this order.
      expect(logVariance).toBeCloseTo(0, 10);
      expect(logShift).toBeCloseTo(0, 10);
      expect(Math.log(halfDistance / 0.56)).toBeCloseTo(layer * Math.log(0.9), 12);
      expect(secondMoment).toBeCloseTo(0.8 * 0.9 ** layer, 12);
    }
  });

  test('grow in proportion to depth over width, in deep ordered layers', () => {
    const layers = distanceFluctuations(1, 0.05, { secondMoment: 0.15, correlation: 0.4 }, 40);
    const growth = (at: number) => layers[at]!.pairVariance - layers[at - 1]!.pairVariance;
    expect(growth(40)).toBeCloseTo(growth(35), 2);
    expect(growth(40)).toBeGreaterThan(1);
    const { chi1 } = meanField(1, 0.05);
    expect(layers[40]!.halfDistance / layers[39]!.halfDistance).toBeCloseTo(chi1, 4);
  });

  test('refuse inputs that are none, and an activation whose derivatives are not known', () => {
    const mine: Activation = { ...tanh, name: 'mine' };
    const of = (secondMoment: number, correlation: number, activation = tanh) =>
      distanceFluctuations(1, 0.05, { secondMoment, correlation }, 2, { activation });
    expect(() => of(0.2, 1)).toThrow('expected a positive one and 0 <= ρ < 1');
    expect(() => of(Number.NaN, 0)).toThrow('the inputs have second moment NaN');
    expect(() => of(0.2, 0.1, mine)).toThrow('the derivatives of mine are not known');
  });
});

describe('collapseAtWidth', () => {
  const layersOf = new Map<string, ReturnType<typeof distanceFluctuations>>();
  const cases = expected.cases.flatMap(({ looks, ...network }) =>
    looks.map((look) => ({ ...network, look, name: `${look.scale} ${look.bound} ${look.noise}` })),
  );

  /** What the second order may be, of the first: at N = 100 the first takes one layer in seven. */
  const SECOND_ORDER = 0.12;

  test.each(cases)(
    'is where networks drawn elsewhere lose their inputs: σ_w² = $sigmaW2, N = $units, $name',
    ({ sigmaW2, sigmaB2, secondMoment, correlation, units, samples, networks, depth, look }) => {
      const { noise, mean, se, scatter, lost } = look;
      expect(lost).toBe(networks);
      const layers =
        layersOf.get(String(sigmaW2)) ?? distanceFluctuations(sigmaW2, sigmaB2, { secondMoment, correlation }, depth);
      layersOf.set(String(sigmaW2), layers);
      const found = collapseOf(layers, {
        ...{ units, samples, noise },
        scale: look.scale as 'absolute' | 'layer',
        bound: look.bound as 'lower' | 'upper',
      });
      const first = found.finiteWidth! - found.infiniteWidth!;
      expect(Math.abs(found.finiteWidth! - mean)).toBeLessThan(4 * se + SECOND_ORDER * Math.abs(first));
      // Earlier than infinitely wide networks, which is told from the scatter.
      expect(found.infiniteWidth! - mean).toBeGreaterThan(8 * se);
      expect(Math.abs(found.scatter! / scatter - 1)).toBeLessThan(0.3);
    },
  );

  test('is earlier the narrower the network, and tends to that of infinite width as 1/N', () => {
    const inputs = { secondMoment: 0.2, correlation: 0.4 };
    // N d / s² kept, so that the layer is one.
    const layers = distanceFluctuations(1.25, 0.05, inputs, 40);
    const at = (units: number) => collapseOf(layers, { units, samples: 100, noise: units / 1000, bound: 'upper' });
    const [narrow, wide] = [at(100), at(1000)];
    expect(narrow.infiniteWidth).toBeCloseTo(wide.infiniteWidth!, 10);
    const late = ({ infiniteWidth, finiteWidth }: typeof wide) => infiniteWidth! - finiteWidth!;
    expect(late(narrow)).toBeCloseTo(10 * late(wide), 10);
    expect(late(wide)).toBeGreaterThan(0);
    expect(narrow.scatter).toBeCloseTo(Math.sqrt(10) * wide.scatter!, 10);
  });

  test('is none in the chaotic phase, and layer 0 where noise hides all from the start', () => {
    const inputs = { secondMoment: 0.2, correlation: 0.4 };
    const look = { units: 300, samples: 100, bound: 'lower' } as const;
    const none = { infiniteWidth: null, finiteWidth: null, scatter: null };
    expect(collapseAtWidth(2.5, 0.05, inputs, 20, { ...look, noise: 0.1 })).toEqual(none);
    expect(collapseAtWidth(1, 0.05, inputs, 9, { ...look, noise: 1e4 })).toEqual({
      ...{ infiniteWidth: 0, finiteWidth: 0, scatter: 0 },
    });
    expect(() => collapseAtWidth(1, 0.05, inputs, 9, { ...look, noise: 0 })).toThrow('noise 0; expected');
  });
});
