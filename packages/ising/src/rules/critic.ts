import type { RandomStream } from '@rgflow/random';

/** Adam of D. P. Kingma and J. Ba, arXiv:1412.6980, with its usual constants; climbs. */
export class Adam {
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  #steps = 0;

  constructor(length: number) {
    this.#mean = new Float64Array(length);
    this.#square = new Float64Array(length);
  }

  climb(parameters: Float64Array, gradient: Float64Array, rate: number): void {
    this.#steps++;
    const [keep, keepSquare] = [0.9, 0.999];
    const [bias, squareBias] = [keep, keepSquare].map((kept) => -Math.expm1(this.#steps * Math.log(kept)));
    for (let k = 0; k < parameters.length; k++) {
      this.#mean[k] = keep * this.#mean[k]! + (1 - keep) * gradient[k]!;
      this.#square[k] = keepSquare * this.#square[k]! + (1 - keepSquare) * gradient[k]! * gradient[k]!;
      const size = Math.sqrt(this.#square[k]! / squareBias!) + 1e-8;
      parameters[k]! += (rate * this.#mean[k]!) / bias! / size;
    }
  }
}

/**
 * What a spin h may be, from the spins e around it: ln P(h = 1|e) / P(h = -1|e) = w·e + c + Σ_k u_k tanh(a_k·e + b_k). It
 * begins at 0.
 */
export class Critic {
  readonly #inputs: number;
  readonly #hidden: number;
  /** w, c, then for each hidden unit u, b and a. */
  readonly #parameters: Float64Array;
  readonly #gradient: Float64Array;
  readonly #adam: Adam;
  /** Of the hidden units for the rows asked for last, shape (rows, hidden). */
  #activations = new Float64Array(0);

  constructor(inputs: number, hidden: number, random: RandomStream) {
    this.#inputs = inputs;
    this.#hidden = hidden;
    const length = inputs + 1 + hidden * (inputs + 2);
    this.#parameters = new Float64Array(length);
    this.#gradient = new Float64Array(length);
    this.#adam = new Adam(length);
    const normals = random.normals(new Float32Array(hidden * inputs));
    for (let k = 0; k < hidden; k++) {
      const from = inputs + 1 + k * (inputs + 2) + 2;
      for (let i = 0; i < inputs; i++) this.#parameters[from + i] = normals[k * inputs + i]! / Math.sqrt(inputs);
    }
  }

  /** The logarithm of the odds for each of some rows of spins, shape (rows). */
  odds(spins: Int8Array, rows: ArrayLike<number>): Float64Array {
    if (this.#activations.length !== rows.length * this.#hidden) {
      this.#activations = new Float64Array(rows.length * this.#hidden);
    }
    return Float64Array.from(rows, (row, n) => {
      let sum = this.#parameters[this.#inputs]! + this.#product(0, spins, row);
      for (let k = 0; k < this.#hidden; k++) {
        const unit = this.#unit(k);
        const activation = Math.tanh(this.#parameters[unit + 1]! + this.#product(unit + 2, spins, row));
        this.#activations[n * this.#hidden + k] = activation;
        sum += this.#parameters[unit]! * activation;
      }
      return sum;
    });
  }

  /** One step up, given the derivatives of what is climbed by the odds of the rows that were asked for last. */
  climb(spins: Int8Array, rows: ArrayLike<number>, slopes: Float64Array, rate: number): void {
    const gradient = this.#gradient.fill(0);
    for (let n = 0; n < rows.length; n++) {
      const [row, slope] = [rows[n]!, slopes[n]!];
      const from = row * this.#inputs;
      for (let i = 0; i < this.#inputs; i++) gradient[i]! += slope * spins[from + i]!;
      gradient[this.#inputs]! += slope;
      for (let k = 0; k < this.#hidden; k++) {
        const unit = this.#unit(k);
        const activation = this.#activations[n * this.#hidden + k]!;
        gradient[unit]! += slope * activation;
        const inner = slope * this.#parameters[unit]! * (1 - activation * activation);
        gradient[unit + 1]! += inner;
        for (let i = 0; i < this.#inputs; i++) gradient[unit + 2 + i]! += inner * spins[from + i]!;
      }
    }
    this.#adam.climb(this.#parameters, gradient, rate);
  }

  #unit(k: number): number {
    return this.#inputs + 1 + k * (this.#inputs + 2);
  }

  #product(at: number, spins: Int8Array, row: number): number {
    let sum = 0;
    for (let i = 0; i < this.#inputs; i++) sum += this.#parameters[at + i]! * spins[row * this.#inputs + i]!;
    return sum;
  }
}

/** ln 1/(1 + e^-x) without overflow. */
export function logSigmoid(x: number): number {
  return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}

export function sigmoid(x: number): number {
  return x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
