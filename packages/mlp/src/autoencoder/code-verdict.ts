import type { HiddenFunction } from './autoencoder.js';
import type { BinaryCode } from './binary-code.js';
import type { ImageRows } from './image-rows.js';
import type { Reconstruction } from './reconstruction.js';

/** Less than this share of what the mean image leaves, and the code tells nothing. */
const LEAST_EXPLAINED = 0.05;
/** The outer tenths of the range of a unit: a value between them is no clear bit. */
const EDGE = 0.1;

/** Whether a code tells its images apart. */
export interface CodeVerdict {
  /**
   * 'collapsed': one code for all images, or what comes back is hardly better than the mean image. Such a code is near
   * every model that may be sharp, for nothing.
   */
  readonly status: 'ok' | 'collapsed' | 'diverged';
  /** Why, where it is not 'ok'. */
  readonly reason: string | null;
}

/** What the code of an autoencoder is worth. */
export function codeVerdict(code: BinaryCode, { loss, explained }: Reconstruction): CodeVerdict {
  if (!Number.isFinite(loss)) {
    return { status: 'diverged', reason: 'the training diverged: the loss is not finite' };
  }
  if (occupiedCodes(code) === 1) return { status: 'collapsed', reason: 'all images have one code' };
  if (Number.isNaN(explained))
    return { status: 'collapsed', reason: 'all images are equal: there is nothing to tell apart' };
  if (!(explained >= LEAST_EXPLAINED)) {
    const share = (100 * explained).toFixed(1);
    return {
      status: 'collapsed',
      reason: `what comes back is the mean image or little better: ${share} % of what that leaves`,
    };
  }
  return { status: 'ok', reason: null };
}

/** Different codes among the rows. */
export function occupiedCodes(code: BinaryCode): number {
  return codeCounts(code).size;
}

/** Plug-in entropy of the codes in nats, H = -sum (k / count) ln(k / count). */
export function codeEntropy(code: BinaryCode): number {
  let sum = 0;
  for (const k of codeCounts(code).values()) sum -= (k / code.count) * Math.log(k / code.count);
  return sum;
}

/**
 * Share of the values of a code that no threshold makes a clear bit: not in the outer tenths of the range of sigmoid or of
 * tanh. NaN for relu, which has no range.
 */
export function undecidedShare({ values }: ImageRows, code: HiddenFunction): number {
  if (code === 'relu') return Number.NaN;
  const [low, high] = code === 'sigmoid' ? [EDGE, 1 - EDGE] : [2 * EDGE - 1, 1 - 2 * EDGE];
  let between = 0;
  for (const value of values) if (value > low && value < high) between++;
  return between / values.length;
}

function codeCounts({ count, bits }: BinaryCode): Map<string, number> {
  const bytes = bits.length / count;
  const counts = new Map<string, number>();
  for (let row = 0; row < count; row++) {
    const key = String.fromCharCode(...bits.subarray(row * bytes, (row + 1) * bytes));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
