/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUNDS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
/** The same of the square roots of the first eight primes (5.3.3). */
const BEGIN = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const BLOCK = 64;

/** One for all hashes: they are made one after the other. */
const schedule = new Int32Array(64);
const state = new Int32Array(8);
const digest = Buffer.alloc(32);
let block = Buffer.alloc(4096);

/**
 * SHA-256 of texts that begin alike, whose beginning is hashed once.
 *
 * Node's own copy of a hash is as fast, but each is an object outside of the heap: of half a million, the collector takes
 * longer than the hashing.
 */
export class PrefixedSha256 {
  readonly #state: Int32Array;
  /** What of the beginning fills no block. */
  readonly #rest: Uint8Array;
  readonly #bytes: number;

  constructor(beginning: string) {
    const bytes = Buffer.from(beginning);
    const whole = bytes.length - (bytes.length % BLOCK);
    this.#state = Int32Array.from(BEGIN);
    for (let at = 0; at < whole; at += BLOCK) compress(this.#state, bytes, at);
    this.#rest = bytes.subarray(whole);
    this.#bytes = whole;
  }

  /** The hash of the beginning and this text after it, in UTF-8; as hexadecimal digits. */
  hex(text: string): string {
    // A unit of UTF-16 takes three bytes at most; then come a bit, zeros, and the length.
    const most = this.#rest.length + 3 * text.length + 9 + BLOCK;
    if (block.length < most) block = Buffer.alloc(2 * most);
    block.set(this.#rest);
    const used = this.#rest.length + block.write(text, this.#rest.length);
    const end = BLOCK * Math.ceil((used + 9) / BLOCK);
    block[used] = 0x80;
    block.fill(0, used + 1, end - 8);
    block.writeBigUInt64BE(8n * BigInt(this.#bytes + used), end - 8);
    state.set(this.#state);
    for (let at = 0; at < end; at += BLOCK) compress(state, block, at);
    for (let word = 0; word < 8; word++) digest.writeInt32BE(state[word]!, 4 * word);
    return digest.toString('hex');
  }
}

/** Takes one block into the state (6.2.2). */
function compress(hash: Int32Array, bytes: Uint8Array, from: number): void {
  const w = schedule;
  for (let t = 0, at = from; t < 16; t++, at += 4) {
    w[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15]!, w[t - 2]!];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0;
  }
  let a = hash[0]!;
  let b = hash[1]!;
  let c = hash[2]!;
  let d = hash[3]!;
  let e = hash[4]!;
  let f = hash[5]!;
  let g = hash[6]!;
  let h = hash[7]!;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[t]! + w[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  hash[0]! += a;
  hash[1]! += b;
  hash[2]! += c;
  hash[3]! += d;
  hash[4]! += e;
  hash[5]! += f;
  hash[6]! += g;
  hash[7]! += h;
}
