/** A function of (θ₁, θ₂) at a point: its value, its two first and its three second derivatives. */
export interface Jet {
  readonly value: number;
  readonly first: readonly [number, number];
  /** ∂₁∂₁, ∂₁∂₂, ∂₂∂₂. */
  readonly second: readonly [number, number, number];
}

/** e^(logScale + a θ₁ + b θ₂) where a θ₁ + b θ₂ + logScale is `exponent`. */
export function exponentialJet(exponent: number, a: number, b: number): Jet {
  const value = Math.exp(exponent);
  return { value, first: [a * value, b * value], second: [a * a * value, a * b * value, b * b * value] };
}

export function constantJet(value: number): Jet {
  return { value, first: [0, 0], second: [0, 0, 0] };
}

export function plus(f: Jet, g: Jet): Jet {
  return {
    value: f.value + g.value,
    first: [f.first[0] + g.first[0], f.first[1] + g.first[1]],
    second: [f.second[0] + g.second[0], f.second[1] + g.second[1], f.second[2] + g.second[2]],
  };
}

export function times(f: Jet, g: Jet): Jet {
  const [f1, f2] = f.first;
  const [g1, g2] = g.first;
  return {
    value: f.value * g.value,
    first: [f1 * g.value + f.value * g1, f2 * g.value + f.value * g2],
    second: [
      f.second[0] * g.value + 2 * f1 * g1 + f.value * g.second[0],
      f.second[1] * g.value + f1 * g2 + f2 * g1 + f.value * g.second[1],
      f.second[2] * g.value + 2 * f2 * g2 + f.value * g.second[2],
    ],
  };
}

export function scaled(f: Jet, factor: number): Jet {
  const [first, second, third] = f.second;
  return {
    value: f.value * factor,
    first: [f.first[0] * factor, f.first[1] * factor],
    second: [first * factor, second * factor, third * factor],
  };
}

/** ln f, of a positive f. */
export function logarithm(f: Jet): Jet {
  const [f1, f2] = [f.first[0] / f.value, f.first[1] / f.value];
  const [second, mixed, last] = f.second;
  return {
    value: Math.log(f.value),
    first: [f1, f2],
    second: [second / f.value - f1 * f1, mixed / f.value - f1 * f2, last / f.value - f2 * f2],
  };
}
