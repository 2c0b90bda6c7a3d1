import { expect, test } from 'vitest';
import { createEngine, PAPER_TRAINING } from '../src/index.js';
import { agreesWithNative } from './engine/agreement.js';
import { describeEngine } from './engine/describe-engine.js';
import { smallNetwork } from './small-network.js';

// Whatever is installed; read when the first engine is made.
process.env.RGFLOW_TFJS_NODE = 'none';

test('without tfjs-node the engine is TensorFlow.js in pure JavaScript', async () => {
  const engine = await createEngine('tfjs', smallNetwork(21), PAPER_TRAINING);
  expect(engine.name).toMatch(/^@tensorflow\/tfjs-core [\d.]+ on its CPU backend$/);
});

describeEngine('tfjs');

agreesWithNative('tfjs');
