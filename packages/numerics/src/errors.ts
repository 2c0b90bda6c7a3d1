/** A number lies outside the domain of a function: a negative variance, a probability of 1.2, NaN. */
export class DomainError extends RangeError {
  override readonly name = 'DomainError';
  readonly failure = 'usage';
}

/** Arrays whose shapes do not fit together. The message gives the shape that was expected and the one that came. */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';
}
