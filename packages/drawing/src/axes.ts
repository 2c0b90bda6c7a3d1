import * as Plot from '@observablehq/plot';
import { FONT_FAMILY, INK } from './svg-document.js';

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
