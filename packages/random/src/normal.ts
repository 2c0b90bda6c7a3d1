import { cosineOfTurn, logarithm, sineOfTurn } from './elementary.js';
import { type Key, philoxBlock } from './philox.js';

/** Last word of the counter under which normal numbers are drawn; `@rgflow/kernels` uses the same. */
const NORMAL_DOMAIN = 2;

/**
 * Writes elements first, first + 1, ... of the stream of standard normal numbers of a key to `out`.
 *
 * Box–Muller: each Philox block (w0, w1, w2, w3) gives four of them, from the pairs (w0, w1) and (w2, w3),
 *
 *     r = sqrt(-2 ln((w0 + 1/2) / 2^32)),    r cos(2 pi w1 / 2^32),    r sin(2 pi w1 / 2^32),
 *
 * in double precision, rounded to float32 at the end. Element i comes from block floor(i / 4), so it depends on the key
 * and i alone. The largest |value| that can come up is sqrt(66 ln 2) = 6.76.
 *
 * Source: Box and Muller, Ann. Math. Statist. 29, 610 (1958).
 */
export function fillNormals(key: Key, first: number, out: Float32Array): void {
  const words = new Uint32Array(4);
  const normals = new Float32Array(4);
  for (let i = 0; i < out.length; ) {
    const block = Math.floor((first + i) / 4);
    const lane = (first + i) % 4;
    philoxBlock(block >>> 0, Math.floor(block / 0x100000000), 0, NORMAL_DOMAIN, key, words);
    boxMuller(words[0]!, words[1]!, normals, 0);
    boxMuller(words[2]!, words[3]!, normals, 2);
    for (let j = lane; j < 4 && i < out.length; j++, i++) out[i] = normals[j]!;
  }
}

function boxMuller(w0: number, w1: number, out: Float32Array, at: number): void {
  const radius = Math.sqrt(-2 * logarithm((w0 + 0.5) * (1 / 0x100000000)));
  out[at] = radius * cosineOfTurn(w1);
  out[at + 1] = radius * sineOfTurn(w1);
}
