import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEngine, PAPER_TRAINING } from '../src/index.js';
import { loadTfjsNode } from '../src/load-tfjs-node.js';
import { agreesWithNative } from './engine/agreement.js';
import { describeEngine } from './engine/describe-engine.js';
import { smallNetwork } from './small-network.js';

const here = await loadTfjsNode();

if (here === null) {
  test('the engine on tfjs-node', ({ skip }) => {
    skip('no tfjs-node here: RGFLOW_TFJS_NODE may name a folder that tools/tfjs-node/build.sh has made');
  });
} else {
  test('with tfjs-node the engine is TensorFlow.js on libtensorflow', async () => {
    const engine = await createEngine('tfjs', smallNetwork(21), PAPER_TRAINING);
    expect(engine.name).toMatch(/^@tensorflow\/tfjs-node [\d.]+ on TensorFlow [\d.]+$/);
  });

  describeEngine('tfjs');

  agreesWithNative('tfjs');
}

describe('RGFLOW_TFJS_NODE', () => {
  test('naming a folder without tfjs-node is refused, not passed over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgflow-tfjs-node-'));
    const before = process.env.RGFLOW_TFJS_NODE;
    process.env.RGFLOW_TFJS_NODE = folder;
    try {
      await expect(createEngine('tfjs', smallNetwork(21), PAPER_TRAINING)).rejects.toThrow(
        `createEngine: RGFLOW_TFJS_NODE is '${folder}', but @tensorflow/tfjs-node does not load from its node_modules`,
      );
    } finally {
      if (before === undefined) delete process.env.RGFLOW_TFJS_NODE;
      else process.env.RGFLOW_TFJS_NODE = before;
      rmSync(folder, { recursive: true });
    }
  });
});
