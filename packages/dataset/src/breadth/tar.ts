import { DatasetError } from '../errors.js';

const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;

/**
 * The files of a tar archive by the last part of their names, as views on its bytes.
 *
 * @throws {DatasetError}  if the archive is cut short or its sizes are no octal numbers.
 *
 * Source: POSIX.1-1988 (ustar).
 */
export function filesOfTar(bytes: Uint8Array, name: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (at: number, length: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset + at, length)
      .toString('latin1')
      .split('\0')[0]!
      .trim();
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + SIZE_AT, SIZE_BYTES), 8);
    const begin = at + BLOCK;
    if (!(size >= 0 && begin + size <= bytes.length)) {
      throw new DatasetError('truncated', `${name}: the archive ends within ${text(at, NAME_BYTES)}; fetch it again.`);
    }
    files.set(text(at, NAME_BYTES).split('/').at(-1)!, bytes.subarray(begin, begin + size));
    at = begin + BLOCK * Math.ceil(size / BLOCK);
  }
  return files;
}
