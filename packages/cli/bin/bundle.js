import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const folder = new URL('../dist/bundle/', import.meta.url);
/** With a separator at its end. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const inputs = new URL('inputs.json', folder);
/** Among the modules, where nobody may write who may not change them. */
const compiled = new URL('../../../node_modules/.cache/rgflow', import.meta.url);

/**
 * The program to load: the few files that the build made of its modules (tools/bundle-command.js), if they are there and
 * each module is what it was then; else the modules. One that was only touched or copied, as a cache of builds does, is known
 * by its digest, and remembered. From Node 22 on what V8 compiles of them is kept for the next process.
 */
export function program() {
  tuneNode20();
  module.enableCompileCache?.(fileURLToPath(compiled));
  return isBundled() ? new URL('main.js', folder) : new URL('../dist/main.js', import.meta.url);
}

/**
 * Has V8 optimise only what has run for some milliseconds. Up to Node 20 it optimises what has run for a tenth of that, and
 * no compiler stands between: a fifth of the processor time of a first run of a thousand instances. What goes on for longer
 * is optimised as ever, or 50,000 would take a tenth longer. And has the room for young objects grow to its full size in two
 * steps, not in five: on the way there what a plan is made of is copied time and again, 7 % of the processor time of a run
 * of 50,000 instances with nothing to do.
 */
function tuneNode20() {
  if (Number.parseInt(process.versions.node, 10) >= 22) return;
  const optimiseAfter = (budget) => setFlagsFromString(`--interrupt-budget=${budget}`);
  optimiseAfter(LATE);
  setTimeout(optimiseAfter, SHORT_MS, USUAL).unref();
  // What is kept for the next process is for one with these options.
  process.once('exit', () => optimiseAfter(LATE));
  setFlagsFromString('--semi-space-growth-factor=8');
}

/** Bytes of bytecode that are executed before V8 looks what to optimise: its own of Node 20, and ours at first. */
const [USUAL, LATE] = [67_584, 500_000];
const SHORT_MS = 1200;

/** Whether they are there, and made of the modules as they are now. */
export function isBundled() {
  try {
    const made = JSON.parse(readFileSync(inputs, 'utf8'));
    let touched = false;
    for (const input of made) {
      const [path, size, mtimeMs, digest] = input;
      // Of four hundred, to put a path together properly takes longer than to look.
      const file = root + path;
      const now = statSync(file);
      if (now.size !== size) return false;
      if (now.mtimeMs === mtimeMs) continue;
      if (digestOf(file) !== digest) return false;
      input[2] = now.mtimeMs;
      touched = true;
    }
    if (touched) remember(made);
    return true;
  } catch {
    return false;
  }
}

/** Where that cannot be written, the next process compares again. */
function remember(made) {
  const written = new URL(`inputs.json.${process.pid}`, folder);
  try {
    writeFileSync(written, JSON.stringify(made));
    renameSync(written, inputs);
  } catch {}
}

/** SHA-256 of a file. */
export function digestOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
