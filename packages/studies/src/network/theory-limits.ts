import type { ActivationName } from '@rgflow/kernels';
import { activations, firstInfiniteLayer, firstLayerBeyondSeries, noFixedPoint } from '@rgflow/meanfield';
import type { z } from 'zod';
import { areSound, refuse } from './joint-checks.js';

/** What mean-field theory asks of a network, where study files have it. */
interface RandomNetwork {
  readonly network: {
    readonly activation: ActivationName;
    readonly sigmaW2: number;
    readonly sigmaB2: number;
    readonly depth: number;
  };
}

/** The σ_w² below which the variance of a homogeneous activation settles. */
function limitOf(activation: ActivationName): number {
  return 1 / activations[activation].homogeneous!.gain;
}

/** What σ_w² of a homogeneous activation should be, in words. */
export function settlingRule(activation: ActivationName): string {
  return `expected less than ${limitOf(activation)}, below which the variance of ${activation} settles`;
}

/**
 * A check of a study's parameters: refuses networks whose variance grows beyond the largest double within their depth, of
 * which theory can predict no curve. Grey values are 1 at most, and so is the mean square of an image.
 *
 * @param isPredicted  Whether a curve is asked for.
 */
export function withinDoubles<P extends RandomNetwork>(
  isPredicted: (params: P) => boolean = () => true,
): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    if (!areSound(issues, 'network') || !isPredicted(value)) return;
    const { activation, sigmaW2, sigmaB2, depth } = value.network;
    const layer = firstInfiniteLayer(sigmaW2, sigmaB2, 1, depth - 1, { activation: activations[activation] });
    if (layer === null) return;
    const remedy = `or a network.depth of at most ${layer}, beyond which it may be larger than the largest double`;
    refuse(issues, ['network', 'sigmaW2'], `${settlingRule(activation)}, ${remedy}`, sigmaW2);
  };
}

/**
 * A check of a study's parameters: refuses networks whose variance settles nowhere, so that their divergence has no
 * asymptote.
 */
export function withPlateau<P extends RandomNetwork>(): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    if (!areSound(issues, 'network')) return;
    const { activation, sigmaW2, sigmaB2 } = value.network;
    if (noFixedPoint(sigmaW2, sigmaB2, activations[activation]) === null) return;
    refuse(
      issues,
      ['network', 'sigmaW2'],
      `${settlingRule(activation)}: beyond, the divergence has no plateau`,
      sigmaW2,
    );
  };
}

/**
 * A check of a study's parameters: refuses networks whose variance is larger than what the correlation of two inputs can be
 * predicted for. Grey values are 1 at most, and so is the mean square of an image.
 */
export function withPredictedCorrelation<P extends RandomNetwork>(): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    if (!areSound(issues, 'network')) return;
    const { activation, sigmaW2, sigmaB2, depth } = value.network;
    const layer = firstLayerBeyondSeries(sigmaW2, sigmaB2, 1, depth - 1, { activation: activations[activation] });
    if (layer === null) return;
    const why = `the variance of layer ${layer} may be too large for the correlation of two images to be predicted`;
    refuse(
      issues,
      ['network', 'sigmaW2'],
      `expected a smaller value: ${why} (tanh and erf to about 40, sigmoid to 145)`,
      sigmaW2,
    );
  };
}

/** A check of a study's parameters: refuses values of σ_w² at which there is no ξ_c, the variance growing without end. */
export function withCorrelationLength<
  P extends RandomNetwork & { readonly theory: { readonly sigmaW2: { readonly to: number } } },
>(): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    if (!areSound(issues, 'network', 'theory')) return;
    const { activation, sigmaB2 } = value.network;
    const { to } = value.theory.sigmaW2;
    if (noFixedPoint(to, sigmaB2, activations[activation])?.variance !== 'grows') return;
    const rule = `expected ${sigmaB2 > 0 ? 'less than' : 'at most'} ${limitOf(activation)}`;
    const why = `beyond, the variance of ${activation} (network.activation) grows without end and there is no ξ_c`;
    refuse(issues, ['theory', 'sigmaW2', 'to'], `${rule}: ${why}`, to);
  };
}
