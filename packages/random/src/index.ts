export { type Counter, type Key, philox4x32 } from './philox.js';
export { RandomStream } from './stream.js';
export type { StreamValues } from './stream-key.js';
