/** Panels, axes, scales, labels, and the SVG documents that hold them. `@rgflow/drawing/node` makes PNG and pages. */
export * from './axes.js';
export * from './choice.js';
export * from './colour.js';
export * from './end-labels.js';
export * from './figure.js';
export * from './heat-map.js';
export * from './label-column.js';
export * from './labelled-ends.js';
export * from './line-panel.js';
export * from './rows.js';
export * from './svg-document.js';
