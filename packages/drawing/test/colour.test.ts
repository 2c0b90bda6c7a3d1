import { describe, expect, test } from 'vitest';
import { divergingColours, tint } from '../src/colour.js';

/** σ_w² below and above its critical value, which is swept to two decimals. */
const coloursOf = (sigmaW2: readonly number[]) => divergingColours(sigmaW2, 1.76095, 0.005);

describe('diverging colours', () => {
  test('the middle is black and nothing else is', () => {
    expect(coloursOf([1.5, 1.76, 2.5]).map((colour) => colour === '#000000')).toEqual([false, true, false]);
    expect(coloursOf([1.75])).not.toEqual(['#000000']);
  });

  test('what is below is blue and what is above orange', () => {
    const [ordered, chaotic] = coloursOf([1.5, 2.5]).map(linearRgb);
    expect(ordered![2]).toBeGreaterThan(ordered![0]!);
    expect(chaotic![0]).toBeGreaterThan(chaotic![2]!);
  });

  test('colours grow lighter away from the middle, in whatever order they are asked for', () => {
    const lightness = coloursOf([3.5, 1.0, 2.0, 1.5, 3.0, 2.5]).map((colour) => lab(linearRgb(colour))[0]);
    const [l35, l10, l20, l15, l30, l25] = lightness as [number, number, number, number, number, number];
    expect([l20, l25, l30, l35]).toEqual([l20, l25, l30, l35].sort((a, b) => a - b));
    expect(l10).toBeGreaterThan(l15);
  });

  test.each([
    ['the quickstart', [1.0, 1.5, 1.76, 2.5, 3.5]],
    ["the paper's sweep", [1.0, 1.5, 2.0, 2.5, 3.0, 3.5]],
  ])('every two curves of %s stay apart for every kind of colour vision', (_, sigmaW2) => {
    const colours = coloursOf(sigmaW2).map(linearRgb);
    const apart = Object.values(VISION).flatMap((matrix) => {
      const seen = colours.map((rgb) => lab(matrix.map((row) => dot(row, rgb))));
      return seen.flatMap((p, i) => seen.slice(i + 1).map((q) => Math.hypot(...p.map((x, k) => x - q[k]!))));
    });
    // ΔE of 2.3 is just noticeable side by side; thin lines apart from each other need several times that.
    expect(Math.min(...apart)).toBeGreaterThan(8);
  });

  test('every colour can be read on white paper', () => {
    const colours = coloursOf([1.0, 1.2, 1.5, 1.76, 2.0, 2.5, 3.0, 3.5]);
    const contrast = colours.map((colour) => 1.05 / (dot([0.2126, 0.7152, 0.0722], linearRgb(colour)) + 0.05));
    expect(Math.min(...contrast)).toBeGreaterThan(2.5);
  });
});

test('a tint of black is grey, and at full opacity the colour itself', () => {
  expect(tint('#000000', 0.6)).toBe('#666666');
  expect(tint('#c05a12', 1)).toBe('#c05a12');
});

/** Linear sRGB as seen without one kind of cone. Source: G. M. Machado et al., IEEE TVCG 15 (2009) 1291, severity 1.0. */
const VISION = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, x, i) => total + x * b[i]!, 0);

function linearRgb(hex: string): number[] {
  return [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** CIE L*a*b* under D65. */
function lab(rgb: readonly number[]): number[] {
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f(dot([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047);
  const y = f(dot([0.2126729, 0.7151522, 0.072175], rgb));
  const z = f(dot([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
