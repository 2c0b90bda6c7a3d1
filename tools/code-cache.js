// Copied beside the files that tools/cached-code.js writes, and loaded by them.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** A process that has gone on for longer no longer has all the functions that it began with: V8 lets go of them. */
const SHORT_S = 10;
/** Before what V8 made: size and time of the text that it was made of, and its own digest. V8 trusts what it is given. */
const STAMP_BYTES = 16;
const HEAD_BYTES = STAMP_BYTES + 32;

const unkept = [];

/**
 * Carries out a module that was written as a function of what it imports, and gives what it exports. What V8 makes of the
 * text is kept beside it when the process ends, and taken by the next: of the time that a process needs until it can begin,
 * a third was compiling. A cache of another text, or of another V8, is not taken.
 *
 * @param address  Of the text.
 * @param imported What it imports, in the order in which it names it.
 * @param meta     Its `import.meta`.
 * @param dynamic  Its `import()`; V8 forgets whose functions those of a cache were.
 */
export function load(address, imported, meta, dynamic) {
  const file = fileURLToPath(address);
  // Of this V8, with these options, on such a processor.
  const tag = cachedDataVersionTag();
  const cache = `${file}.${tag.toString(16)}.cache`;
  const stamp = stampOf(file);
  const cachedData = read(cache, stamp);
  const script = new vm.Script(readFileSync(file, 'utf8'), {
    filename: file,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected === true) keep({ tag, cache, stamp, script });
  return script.runInThisContext()(imported, meta, dynamic);
}

function stampOf(file) {
  const { size, mtimeMs } = statSync(file);
  const stamp = Buffer.alloc(STAMP_BYTES);
  stamp.writeDoubleLE(size, 0);
  stamp.writeDoubleLE(mtimeMs, 8);
  return stamp;
}

function read(cache, stamp) {
  try {
    const kept = readFileSync(cache);
    if (!kept.subarray(0, STAMP_BYTES).equals(stamp)) return undefined;
    const made = kept.subarray(HEAD_BYTES);
    return digestOf(made).equals(kept.subarray(STAMP_BYTES, HEAD_BYTES)) ? made : undefined;
  } catch {
    return undefined;
  }
}

function keep(script) {
  if (!isMainThread) return;
  if (unkept.length === 0) process.once('exit', write);
  unkept.push(script);
}

/** Where nobody may write, every process compiles. */
function write() {
  if (process.uptime() > SHORT_S) return;
  for (const { tag, cache, stamp, script } of unkept) {
    // With options that came meanwhile it would be another's.
    if (tag !== cachedDataVersionTag()) continue;
    const written = `${cache}.${process.pid}`;
    try {
      const made = script.createCachedData();
      writeFileSync(written, Buffer.concat([stamp, digestOf(made), made]));
      renameSync(written, cache);
    } catch {
      rmSync(written, { force: true });
      return;
    }
  }
}

function digestOf(bytes) {
  return createHash('sha256').update(bytes).digest();
}
