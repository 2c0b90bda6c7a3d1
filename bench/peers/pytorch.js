import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('training_step.py', import.meta.url));

/**
 * A PyTorch training of the same network on the same batches, in a process that waits between requests.
 *
 * @param network  { weights, biases } as plain arrays.
 * @param optimiser 'plain' or 'fused', see training_step.py.
 */
export async function startPytorch(python, optimiser, { widths, network, data, training }) {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-bench-'));
  writeFileSync(join(folder, 'network.json'), JSON.stringify({ widths, ...training }));
  writeFileSync(
    join(folder, 'parameters.f32'),
    Buffer.concat(network.weights.flatMap((weights, layer) => [bytes(weights), bytes(network.biases[layer])])),
  );
  writeFileSync(join(folder, 'images.u8'), data.images);
  writeFileSync(join(folder, 'labels.u8'), data.labels);

  const child = spawn(python, [script, folder, optimiser], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`PyTorch ended: ${stderr.trim().split('\n').at(-1)}`);
    return JSON.parse(value);
  };
  const { name } = await answer();
  rmSync(folder, { recursive: true });
  return {
    name,
    /** Trains on `count` batches from batch `first`; milliseconds and losses of each. */
    steps(first, count) {
      child.stdin.write(`${JSON.stringify({ first, count })}\n`);
      return answer();
    },
    async stop() {
      child.stdin.end();
      await closed;
    },
  };
}

function bytes(array) {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
