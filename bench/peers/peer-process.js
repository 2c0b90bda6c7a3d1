import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * A contender in a process of its own that waits between requests. It is started as `command script FOLDER ...options`,
 * FOLDER having the files, which it reads before its first line, {"name": ...}; then it answers every line of JSON by one.
 *
 * @param files  Name and contents: typed arrays as their bytes, anything else as JSON.
 */
export async function startPeer({ command, script, options = [], env = {} }, files) {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-bench-'));
  for (const [name, contents] of Object.entries(files)) {
    writeFileSync(join(folder, name), ArrayBuffer.isView(contents) ? contents : JSON.stringify(contents));
  }
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
      ask(request) {
        child.stdin.write(`${JSON.stringify(request)}\n`);
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
