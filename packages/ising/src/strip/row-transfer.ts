/**
 * y = W x in place, W(σ, σ') = Πᵢ e^(K(σᵢσ'ᵢ - 1)) the weights of the vertical bonds between two rows of `columns` spins: a
 * 2 × 2 matrix on each spin in turn, so that 2^columns · columns multiplications do what 4^columns would.
 *
 * @param unequal  e^(-2K), the weight of a bond between unequal spins.
 * @param x        Shape (2^columns); bit i of an index is spin i.
 */
export function applyVerticalBonds(x: Float64Array, columns: number, unequal: number): void {
  for (let i = 0; i < columns; i++) {
    const stride = 1 << i;
    for (let block = 0; block < x.length; block += 2 * stride) {
      for (let j = block; j < block + stride; j++) {
        const [down, up] = [x[j]!, x[j + stride]!];
        x[j] = down + unequal * up;
        x[j + stride] = unequal * down + up;
      }
    }
  }
}

/** Π e^(K(σᵢσᵢ₊₁ - 1)) of the bonds within each row of a ring of columns. Shape (2^columns). */
export function horizontalWeights(columns: number, coupling: number): Float64Array {
  const weights = new Float64Array(2 ** columns);
  for (let state = 0; state < weights.length; state++) {
    const shifted = ((state << 1) | (state >> (columns - 1))) & (weights.length - 1);
    let unequal = 0;
    for (let differing = state ^ shifted; differing !== 0; differing &= differing - 1) unequal++;
    weights[state] = Math.exp(-2 * coupling * unequal);
  }
  return weights;
}

/** Largest eigenvalue and eigenvector, of length 1, of the symmetric row-to-row matrix V^(1/2) W V^(1/2). */
export function leadingEigenvector(
  columns: number,
  coupling: number,
): { readonly eigenvalue: number; readonly eigenvector: Float64Array } {
  const root = horizontalWeights(columns, coupling).map(Math.sqrt);
  const unequal = Math.exp(-2 * coupling);
  let vector = new Float64Array(root.length).fill(1 / Math.sqrt(root.length));
  for (let iteration = 0; ; iteration++) {
    const image = vector.map((x, i) => x * root[i]!);
    applyVerticalBonds(image, columns, unequal);
    let square = 0;
    for (let i = 0; i < image.length; i++) {
      image[i]! *= root[i]!;
      square += image[i]! ** 2;
    }
    const eigenvalue = Math.sqrt(square);
    let change = 0;
    for (let i = 0; i < image.length; i++) {
      image[i]! /= eigenvalue;
      change = Math.max(change, Math.abs(image[i]! - vector[i]!));
    }
    vector = image;
    if (change < 1e-14 || iteration === 1000) return { eigenvalue, eigenvector: vector };
  }
}
