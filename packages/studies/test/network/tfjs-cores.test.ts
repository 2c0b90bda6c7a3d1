import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { tfjsCores } from '../../src/network/tfjs-cores.js';

it('TensorFlow.js takes a core, and where it has libtensorflow all that there are, or are allowed', () => {
  const [there, nowhere] = [() => true, () => false];
  expect(tfjsCores({}, nowhere)).toBe(1);
  expect(tfjsCores({ RGFLOW_TFJS_NODE: 'none' }, there)).toBe(1);
  expect(tfjsCores({}, there)).toBe(availableParallelism());
  expect(tfjsCores({ RGFLOW_TFJS_NODE: '/built' }, nowhere)).toBe(availableParallelism());
  expect(tfjsCores({ RGFLOW_TFJS_NODE: '/built', TF_NUM_INTRAOP_THREADS: '2' }, nowhere)).toBe(2);
});
