export type { ProbeParts } from './parts.js';
export { type LayerProbe, type ProbeTargets, probeLayer } from './probe-layer.js';
export type { ValueProbe } from './ridge-probe.js';
export type { LabelProbe } from './softmax-probe.js';
