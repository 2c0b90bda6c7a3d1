import type { EngineKind } from '../../src/index.js';
import { continuesBitForBit } from './continuation.js';
import { saysWhatIsWrong } from './divergence.js';
import { followsTheSlope } from './gradient.js';
import { trainsAsPytorchDoes } from './known-training.js';

/**
 * What holds of every engine. Each has a test file, thus a process, of its own: two libraries of TensorFlow.js in one
 * process share their global state, and the later one would do the arithmetic of both.
 */
export function describeEngine(kind: EngineKind): void {
  trainsAsPytorchDoes(kind);
  followsTheSlope(kind);
  continuesBitForBit(kind);
  saysWhatIsWrong(kind);
}
