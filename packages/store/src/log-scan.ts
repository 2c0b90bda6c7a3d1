import { existsSync, readFileSync } from 'node:fs';

/** What can be read of DuckDB's log of what was committed since the last checkpoint. */
export interface LogScan {
  readonly bytes: number;
  /** From this byte on nothing can be read; `bytes` if all can, but for a commit that was not finished. */
  readonly readable: number;
  /** Commits before that. */
  readonly commits: number;
  /** Whether something stands behind what can be read, so that it is damaged and not only unfinished. */
  readonly damaged: boolean;
}

/** A log begins with an entry of type 98, version 2 or 3. DuckDB takes any other for none, without a word. */
const MARK = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00]);
const MARK_BYTES = 8;
/** Each entry: its length, its checksum, and that many bytes. */
const FRAME_BYTES = 16;
/** What an entry of this type begins with ends a commit. */
const COMMIT = Buffer.from([0x64, 0x00, 0x64]);

/**
 * Reads the lengths of the entries of a log. DuckDB stops at an entry that is longer than the file, as one that a kill cut
 * off is, and says nothing. So it does where a length in the midst is damaged, and all that follows would be lost. Here is
 * looked for entries that stand behind it.
 *
 * @param file  Path of the database file.
 */
export function scanLog(file: string): LogScan | null {
  const path = `${file}.wal`;
  if (!existsSync(path)) return null;
  const log = readFileSync(path);
  const bytes = log.length;
  if (bytes === 0 || log.every((byte) => byte === 0)) return { bytes, readable: bytes, commits: 0, damaged: false };
  if (bytes < MARK_BYTES) return { bytes, readable: 0, commits: 0, damaged: false };
  if (!log.subarray(0, MARK.length).equals(MARK)) return { bytes, readable: 0, commits: 0, damaged: true };
  const whole = walk(log, bytes);
  if (whole.readable === bytes || !entryBehind(log, whole.readable + 1)) return { bytes, ...whole, damaged: false };
  // A wrong length may have led on for a while.
  return { bytes, ...walk(log, bytes, isSound), damaged: true };
}

/** The same of a log that DuckDB found damaged at a byte. */
export function logUpTo(file: string, at: number): LogScan {
  const log = readFileSync(`${file}.wal`);
  return { bytes: log.length, readable: at, commits: walk(log, at).commits, damaged: true };
}

/** Goes from entry to entry. */
function walk(
  log: Buffer,
  end: number,
  goesOn: (log: Buffer, at: number, length: number) => boolean = () => true,
): Pick<LogScan, 'readable' | 'commits'> {
  let commits = 0;
  let at = MARK_BYTES;
  while (at < end) {
    const length = lengthAt(log, at);
    if (length === null || !goesOn(log, at, length)) break;
    if (log.subarray(at + FRAME_BYTES, at + FRAME_BYTES + COMMIT.length).equals(COMMIT)) commits++;
    at += FRAME_BYTES + length;
  }
  return { readable: at, commits };
}

/** Of an entry that ends within the log. */
function lengthAt(log: Buffer, at: number): number | null {
  if (at + FRAME_BYTES > log.length || log.readUInt32LE(at + 4) !== 0) return null;
  const length = log.readUInt32LE(at);
  return length > 0 && at + FRAME_BYTES + length <= log.length ? length : null;
}

/** Whether a sound entry begins at a byte from `from` on. */
function entryBehind(log: Buffer, from: number): boolean {
  for (let at = from; at + FRAME_BYTES < log.length; at++) {
    const length = lengthAt(log, at);
    if (length === null || log[at + FRAME_BYTES] !== MARK[0]) continue;
    if (isSound(log, at, length)) return true;
  }
  return false;
}

/** Whether an entry has the checksum that it claims. */
function isSound(log: Buffer, at: number, length: number): boolean {
  return checksumOf(log.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length)) === log.readBigUInt64LE(at + 8);
}

/**
 * DuckDB's checksum: 5381 xor each word of 8 bytes times a constant, and what is left over by MurmurHash64A with the seed
 * 0xe17a1465 (src/common/checksum.cpp of DuckDB 1.5).
 */
function checksumOf(bytes: Buffer): bigint {
  let sum = 5381n;
  const words = bytes.length >> 3;
  for (let word = 0; word < words; word++) sum ^= times(bytes.readBigUInt64LE(8 * word), 0xbf58476d1ce4e5b9n);
  const rest = bytes.subarray(8 * words);
  return rest.length > 0 ? sum ^ murmur(rest) : sum;
}

/** Of fewer than 8 bytes. */
function murmur(bytes: Buffer): bigint {
  const m = 0xc6a4a7935bd1e995n;
  let hash = 0xe17a1465n ^ times(BigInt(bytes.length), m);
  let tail = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) tail = (tail << 8n) | BigInt(bytes[i]!);
  hash = times(hash ^ tail, m);
  hash ^= hash >> 47n;
  hash = times(hash, m);
  return hash ^ (hash >> 47n);
}

function times(a: bigint, b: bigint): bigint {
  return BigInt.asUintN(64, a * b);
}
