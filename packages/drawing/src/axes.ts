import * as Plot from '@observablehq/plot';
import type { Sides } from './plot-group.js';
import { FONT_FAMILY, INK, svgText } from './svg-document.js';

/** How every axis of the figures looks. */
export const AXIS = {
  tickSize: 4,
  fontSize: 11,
  fontFamily: FONT_FAMILY,
  fontVariant: 'normal',
  color: INK,
  strokeWidth: 0.75,
} as const;

/** The lines that axes stand on: left and bottom, none around. */
export function axisLines(): Plot.Markish[] {
  return [
    Plot.frame({ anchor: 'left', stroke: INK, strokeWidth: 0.75 }),
    Plot.frame({ anchor: 'bottom', stroke: INK, strokeWidth: 0.75 }),
  ];
}

/** Where the titles of the axes stand: the baseline of the lower one and that of the left one, in px on the page. */
interface TitlePlace {
  readonly bottom: number;
  readonly left: number;
  readonly size: number;
}

/** What the axes are of, in the middle of the plotting area's lower and left edges. */
export function axisTitles(
  { x, y }: { readonly x: string; readonly y: string },
  area: Sides,
  { bottom, left, size }: TitlePlace,
): readonly string[] {
  return [
    svgText(x, { x: (area.left + area.right) / 2, y: bottom, size, anchor: 'middle' }),
    svgText(y, { x: left, y: (area.top + area.bottom) / 2, size, anchor: 'middle', rotate: -90 }),
  ];
}

/**
 * From round number to round number around an interval, such that there are about `count` ticks; of an empty interval,
 * one to its right.
 */
export function niceDomain([low, high]: readonly [number, number], count = 10): readonly [number, number] {
  const scale = Plot.scale({ y: { domain: [low, high > low ? high : low + 1], nice: count } })!;
  const [from, to] = scale.domain as readonly [number, number];
  return [from, to];
}

/** Ticks of a logarithmic axis: at most seven powers of ten, written as such. */
export function decades([low, high]: readonly [number, number]): {
  ticks: number[];
  tickFormat: (value: number) => string;
} {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / 7);
  return {
    ticks: Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, k) => Number(`1e${last - k * every}`)),
    tickFormat: powerOfTen,
  };
}

/** '10⁻³' of 0.001. */
export function powerOfTen(value: number): string {
  return `10${String(Math.round(Math.log10(value))).replace(/./gu, (digit) => SUPERSCRIPT[digit]!)}`;
}

const SUPERSCRIPT: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((digit, i) => [digit, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i]!]),
);

/** '0.5', without the rounding noise of a sweep's steps. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}
