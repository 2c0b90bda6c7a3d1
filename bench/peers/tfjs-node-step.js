// The training step on rgflow's tfjs engine, driven by the lines that training_step.py describes: FOLDER is the argument.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createEngine } from '@rgflow/mlp';

const folder = process.argv[2];
const { widths, ...training } = JSON.parse(readFileSync(join(folder, 'network.json'), 'utf8'));
const pixels = widths[0];
const { batchSize } = training;
const images = new Uint8Array(readFileSync(join(folder, 'images.u8')));
const labels = new Uint8Array(readFileSync(join(folder, 'labels.u8')));

const engine = await createEngine('tfjs', network(), training).catch(({ message }) => leave(message));
// In pure JavaScript a step of this network takes half a minute.
if (!engine.name.startsWith('@tensorflow/tfjs-node')) leave('not installed, and RGFLOW_TFJS_NODE names no folder');

answer({ name: engine.name });
for await (const line of createInterface({ input: process.stdin })) {
  const { first, count } = JSON.parse(line);
  const [milliseconds, losses] = [[], []];
  for (let batch = first; batch < first + count; batch++) {
    const start = performance.now();
    losses.push(engine.step(batchOf(batch)));
    milliseconds.push(performance.now() - start);
  }
  answer({ milliseconds, losses });
}

function network() {
  const file = readFileSync(join(folder, 'parameters.f32'));
  const values = new Float32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const [weights, biases] = [[], []];
  let offset = 0;
  for (const [layer, units] of widths.slice(1).entries()) {
    const end = offset + units * widths[layer];
    weights.push(values.slice(offset, end));
    biases.push(values.slice(end, end + units));
    offset = end + units;
  }
  return { weights, biases };
}

function batchOf(batch) {
  return {
    images: images.subarray(batch * batchSize * pixels, (batch + 1) * batchSize * pixels),
    labels: labels.subarray(batch * batchSize, (batch + 1) * batchSize),
  };
}

function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function leave(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
