import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DatasetError } from './errors.js';

/** An array of unsigned bytes, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an array of unsigned bytes from an IDX file, the format of MNIST and its kin: two zero bytes, the type (0x08), the
 * rank, each dimension as four bytes with the highest first, then the entries. Any rank; compressed by gzip or not, as the
 * bytes say and not the name.
 *
 * `data` is a view on what was read: no copy is made of uncompressed input.
 *
 * @param source  The path of a file, or its bytes.
 * @param options.sha256  Digest in hexadecimal that the uncompressed bytes must have.
 * @param options.name    What to call the bytes in errors.
 * @throws {DatasetError}  if the file is missing, not IDX, of another type, truncated, followed by more bytes, or of another
 *                         digest.
 *
 * @example The images of MNIST's test set
 * readIdx('t10k-images-idx3-ubyte').shape; // [10000, 28, 28]
 *
 * Source: the description of the IDX format at the foot of the page "The MNIST database of handwritten digits" by LeCun,
 * Cortes and Burges.
 */
export function readIdx(
  source: string | Uint8Array,
  options: { readonly sha256?: string; readonly name?: string } = {},
): IdxArray {
  const name = options.name ?? (typeof source === 'string' ? source : 'IDX bytes');
  const bytes = unzipped(typeof source === 'string' ? read(source) : source, name);
  // Before the digest, so that a file cut short is called that.
  const array = parse(bytes, name);
  if (options.sha256 !== undefined) {
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (digest !== options.sha256) {
      throw new DatasetError(
        'wrong digest',
        `${name}: the SHA-256 of its (uncompressed) bytes must be ${options.sha256} but is ${digest}; ` +
          'it is not the published file: fetch it again.',
      );
    }
  }
  return array;
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError('missing', `${path}: cannot be read (${why}); give the path of an IDX file.`, { cause });
  }
}

/** More than the largest data set in this format (EMNIST, 547 MB); a small gzip file may claim to hold terabytes. */
const LARGEST = 2 ** 30;

function unzipped(bytes: Uint8Array, name: string): Uint8Array {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const problem = why === 'unexpected end of file' ? 'truncated' : 'not gzip';
    throw new DatasetError(problem, `${name}: begins as a gzip file but cannot be unpacked (${why}); fetch it again.`, {
      cause,
    });
  }
}

const UNSIGNED_BYTE = 0x08;
const TYPES: Readonly<Record<number, string>> = {
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

function parse(bytes: Uint8Array, name: string): IdxArray {
  if (bytes.length < 4) {
    throw new DatasetError(
      'truncated',
      `${name}: an IDX file has a header of at least 4 bytes but this has ${bytes.length}; fetch it again.`,
    );
  }
  const magic = hexadecimal(bytes.subarray(0, 4));
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new DatasetError(
      'wrong magic',
      `${name}: an IDX file begins with the bytes 00 00 but this with ${magic}; give an IDX file (or a gzipped one).`,
    );
  }
  const type = bytes[2]!;
  if (type !== UNSIGNED_BYTE) {
    throw new DatasetError(
      TYPES[type] === undefined ? 'wrong magic' : 'wrong type',
      `${name}: its header ${magic} says type 0x${hexadecimal([type])} (${TYPES[type] ?? 'none of IDX'}); ` +
        'only unsigned bytes, type 0x08, are read.',
    );
  }

  const rank = bytes[3]!;
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new DatasetError(
      'truncated',
      `${name}: a header for rank ${rank} has ${header} bytes but the file has ${bytes.length}; fetch it again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = header + shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== expected) {
    const short = bytes.length < expected;
    throw new DatasetError(
      short ? 'truncated' : 'trailing bytes',
      `${name}: shape (${shape.join(', ')}) needs ${expected} bytes but the file has ${bytes.length}, ` +
        `${Math.abs(bytes.length - expected)} too ${short ? 'few' : 'many'}; fetch it again.`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

function hexadecimal(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
