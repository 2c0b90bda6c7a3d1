import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * A training of the same network on the same batches in a process that waits between requests. It is started as
 * `command ...script FOLDER ...options`; see training_step.py for what FOLDER holds and for the lines it answers.
 *
 * @param problem  { widths, network, data, training }, network = { weights, biases } as plain arrays.
 */
export async function startPeer({ command, script, options = [], env = {} }, { widths, network, data, training }) {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-bench-'));
  writeFileSync(join(folder, 'network.json'), JSON.stringify({ widths, ...training }));
  writeFileSync(
    join(folder, 'parameters.f32'),
    Buffer.concat(network.weights.flatMap((weights, layer) => [bytes(weights), bytes(network.biases[layer])])),
  );
  writeFileSync(join(folder, 'images.u8'), data.images);
  writeFileSync(join(folder, 'labels.u8'), data.labels);

  const child = spawn(command, [script, folder, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${basename(script)} ended: ${stderr.trim().split('\n').at(-1)}`);
    return JSON.parse(value);
  };
  try {
    const { name } = await answer();
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
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytes(array) {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
