/** Panels, axes, scales, labels, and the SVG documents that hold them. `@rgflow/drawing/node` makes PNG and pages. */
export { niceDomain, powerOfTen } from './axes.js';
export { divergingColours, sequentialColours, tint } from './colour.js';
export * from './contour-map.js';
export { nameEarlyEnds } from './early-ends.js';
export { edgeCrossings } from './edge-crossings.js';
export { largestOf, smallestOf } from './extremes.js';
export * from './figure.js';
export * from './heat-map.js';
export * from './interval-panel.js';
export { type LevelOptions, level } from './level.js';
export { type BandPoint, type CurvePoint, type LinePanel, linePanel, type Rule, type Series } from './line-panel.js';
export { panelSheet, type Sheet, type SheetPanel } from './panel-sheet.js';
export * from './rows.js';
export { type FigureRows, formatRows, parseRows } from './rows-file.js';
export { FAINT_INK, INK, type SvgFrame, svgDocument, svgText, type TextOptions } from './svg-document.js';
export { valuesToDraw } from './values-to-draw.js';
