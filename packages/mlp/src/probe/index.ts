export type { NetworkProbe } from './network-probe.js';
export type { ProbeParts, ProbeTargets } from './parts.js';
export { type LayerProbe, type ProbedLayer, type ProbeOptions, probeLayer } from './probe-layer.js';
export type { ValueProbe } from './ridge-probe.js';
export type { LabelProbe } from './softmax-probe.js';
