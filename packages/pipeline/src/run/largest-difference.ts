import type { Contract } from '../declare/contract.js';
import { decodeTable, decodeTensor } from '../encode/arrow.js';

interface LargestDifference {
  /** The largest |a - b| of two numbers in one place; null where there are none that differ, or nothing to compare. */
  readonly value: number | null;
  /** Where it is, or what else differs; null if nothing can be said. */
  readonly note: string | null;
}

/**
 * By how much two contents of one output differ, for people: the largest difference of two numbers in one place of a table
 * or a tensor, or else that sizes, texts or undefined values do.
 *
 * @param before  the objects as they are recorded, null where one is not kept
 */
export function largestDifference(
  contract: Contract,
  before: readonly (Uint8Array | null)[],
  after: readonly Uint8Array[],
): LargestDifference {
  if (before.some((bytes) => bytes === null)) return { value: null, note: 'what is recorded was not kept' };
  const recorded = before as readonly Uint8Array[];
  if (recorded.length !== after.length) return { value: null, note: `${recorded.length} tensors -> ${after.length}` };
  return contract.kind === 'table'
    ? ofTables(decodeTable(contract.columns, recorded[0]!), decodeTable(contract.columns, after[0]!))
    : ofTensors(
        recorded.map((bytes, layer) => decodeTensor(contract.dtype, layer, bytes).data),
        after.map((bytes, layer) => decodeTensor(contract.dtype, layer, bytes).data),
      );
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function ofTables(before: Rows, after: Rows): LargestDifference {
  if (before.length !== after.length) return { value: null, note: `${before.length} rows -> ${after.length}` };
  let value: number | null = null;
  let place: string | null = null;
  let other: string | null = null;
  for (const [i, row] of before.entries()) {
    for (const [column, was] of Object.entries(row)) {
      const is = after[i]![column];
      if (Object.is(was, is)) continue;
      if (typeof was === 'number' && typeof is === 'number') {
        const difference = Math.abs(is - was);
        if (value !== null && !(difference > value)) continue;
        value = difference;
        place = `in ${column}, row ${i + 1}: ${was} -> ${is}`;
      } else {
        other ??= `in ${column}, row ${i + 1}: ${String(was)} -> ${String(is)}`;
      }
    }
  }
  return { value, note: place ?? other };
}

function ofTensors(before: readonly ArrayLike<number>[], after: readonly ArrayLike<number>[]): LargestDifference {
  let value: number | null = null;
  let note: string | null = null;
  for (const [i, tensor] of before.entries()) {
    if (tensor.length !== after[i]!.length) {
      return { value: null, note: `tensor ${i}: ${tensor.length} entries -> ${after[i]!.length}` };
    }
    for (let at = 0; at < tensor.length; at++) {
      const difference = Math.abs(after[i]![at]! - tensor[at]!);
      if (!(difference > (value ?? 0))) continue;
      value = difference;
      note = `in tensor ${i}, entry ${at}: ${tensor[at]} -> ${after[i]![at]}`;
    }
  }
  return { value, note };
}
