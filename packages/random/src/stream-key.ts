import { sha256 } from '@noble/hashes/sha2.js';
import type { Key } from './philox.js';

/** The values that, with a name, identify a stream: a cell of a sweep, say. */
export type StreamValues = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The 64-bit Philox key of a stream: the first 8 bytes, little-endian, of the SHA-256 of
 *
 *     'rgflow.random/1', parent key or null, name, the values as (name, value) sorted by name
 *
 * where every item is prefixed by a letter for its type and strings by their length, so that different streams have
 * different encodings: a string is its UTF-8 bytes, a number its float64 bits (1 is not '1'; -0 is 0).
 *
 * @throws {TypeError} if a value is neither string, number, boolean nor null, or is NaN, which equals nothing.
 */
export function streamKey(parent: Key | null, name: string, values: StreamValues): Key {
  const bytes: number[] = [];
  pushString(bytes, 'rgflow.random/1');
  if (parent === null) bytes.push(letter('z'));
  else bytes.push(letter('k'), ...uint32Bytes(parent[0]), ...uint32Bytes(parent[1]));
  pushString(bytes, name);
  for (const field of Object.keys(values).sort()) {
    pushString(bytes, field);
    pushValue(bytes, name, field, values[field]);
  }
  const digest = new DataView(sha256(Uint8Array.from(bytes)).buffer);
  return [digest.getUint32(0, true), digest.getUint32(4, true)];
}

function pushValue(bytes: number[], name: string, field: string, value: unknown): void {
  if (value === null) bytes.push(letter('z'));
  else if (typeof value === 'string') pushString(bytes, value);
  else if (typeof value === 'boolean') bytes.push(letter('b'), value ? 1 : 0);
  else if (typeof value === 'number' && !Number.isNaN(value)) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value === 0 ? 0 : value, true);
    bytes.push(letter('n'), ...new Uint8Array(view.buffer));
  } else {
    throw new TypeError(
      `RandomStream: value ${field} of stream '${name}' is ${String(value)}; give a string, a number other than NaN, a boolean or null.`,
    );
  }
}

function pushString(bytes: number[], text: string): void {
  const encoded = new TextEncoder().encode(text);
  bytes.push(letter('s'), ...uint32Bytes(encoded.length), ...encoded);
}

function uint32Bytes(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

function letter(character: string): number {
  return character.charCodeAt(0);
}
