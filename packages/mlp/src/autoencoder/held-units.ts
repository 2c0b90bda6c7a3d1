/** What of a layer is held. */
interface HeldLayer {
  readonly inputs: number;
  readonly units: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * Units of the code while one of them is grown: those behind it are silent, and of all others neither their weights change
 * nor those that the decoder reads them with.
 */
export class HeldUnits {
  readonly #unit: number;
  readonly #code: HeldLayer;
  readonly #reader: HeldLayer;
  readonly #codeWeights: Float32Array;
  readonly #codeBiases: Float32Array;
  readonly #readerWeights: Float32Array;

  /**
   * @param unit    The one that is grown, 1 the first.
   * @param code    The layer that gives the code.
   * @param reader  The one above, whose inputs are the code.
   */
  constructor(unit: number, code: HeldLayer, reader: HeldLayer) {
    this.#unit = unit;
    this.#code = code;
    this.#reader = reader;
    this.#codeWeights = code.weights.slice();
    this.#codeBiases = code.biases.slice();
    this.#readerWeights = reader.weights.slice();
  }

  /** Sets what belongs to the units behind to 0; values (rows, units of the code), or longer. */
  silence(values: Float32Array): void {
    const { units } = this.#code;
    const rows = Math.floor(values.length / units);
    for (let row = 0; row < rows; row++) values.fill(0, row * units + this.#unit, (row + 1) * units);
  }

  /** Puts back what a step has moved of the other units. */
  restore(): void {
    const [{ inputs, weights, biases }, at] = [this.#code, this.#unit - 1];
    const grown = weights.slice(at * inputs, (at + 1) * inputs);
    const bias = biases[at]!;
    weights.set(this.#codeWeights);
    weights.set(grown, at * inputs);
    biases.set(this.#codeBiases);
    biases[at] = bias;
    const { inputs: columns, units: rows, weights: readers } = this.#reader;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (column !== at) readers[row * columns + column] = this.#readerWeights[row * columns + column]!;
      }
    }
  }
}
