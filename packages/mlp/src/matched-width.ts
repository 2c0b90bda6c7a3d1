import { DomainError } from '@rgflow/numerics';
import { layerWidths } from './architecture.js';
import { parameterCount } from './network.js';

/**
 * The width at which a `wide` network of another depth has as many weights and biases as a given one, as nearly as whole
 * units allow.
 *
 * @param given  Depth and width of the given network, and the inputs and classes of both.
 * @param depth  Linear maps of the other, 3 or more: with two, no hidden layer can be wider than 400.
 * @throws {DomainError}  if the depth is below 3.
 *
 * @example A network of 1,601,210 weights and biases with two hidden layers in place of nine
 * matchedWidth({ depth: 10, width: 400, inputs: 784, classes: 10 }, 3); // 1348, which has 1,601,790
 */
export function matchedWidth(
  given: { readonly depth: number; readonly width: number; readonly inputs: number; readonly classes: number },
  depth: number,
): number {
  if (!(depth >= 3)) {
    throw new DomainError(
      `matchedWidth: the depth is ${depth}; give 3 or more, so that a layer can be as wide as needed.`,
    );
  }
  const count = (ofDepth: number, width: number): number =>
    parameterCount(layerWidths({ ...given, shape: 'wide', depth: ofDepth, width }));
  const wanted = count(given.depth, given.width);
  let narrow = 1;
  let wide = wanted;
  while (wide - narrow > 1) {
    const middle = Math.floor((narrow + wide) / 2);
    if (count(depth, middle) > wanted) wide = middle;
    else narrow = middle;
  }
  return wanted - count(depth, narrow) <= count(depth, wide) - wanted ? narrow : wide;
}
