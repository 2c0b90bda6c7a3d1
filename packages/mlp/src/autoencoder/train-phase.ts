import { createKernels, type Kernels } from '@rgflow/kernels';
import { autoencoderArenaBytes } from './arena-bytes.js';
import { type AutoencoderState, autoencoderWidths, type Moments } from './autoencoder.js';
import { encode } from './forward.js';
import type { ImageRows } from './image-rows.js';
import { layerPair, withLayerPair } from './layer-pair.js';
import type { AutoencoderPhase } from './schedule.js';
import { type AutoencoderEpoch, type AutoencoderEpochOptions, AutoencoderTrainer } from './trainer.js';
import type { AutoencoderTraining } from './training-parameters.js';

/**
 * One epoch of a phase of `autoencoderSchedule`: a function of what is given, so that a training may stop after any.
 *
 * The moments of the state are those of the layers that the phase trains: two of a pair, else all.
 *
 * @throws {ShapeError} or {DomainError} if shapes, functions or parameters do not fit.
 */
export function trainPhase(
  state: AutoencoderState,
  data: ImageRows,
  { phase, part, restart }: AutoencoderPhase,
  training: AutoencoderTraining,
  options: AutoencoderEpochOptions & { readonly kernels?: Kernels } = {},
): { readonly state: AutoencoderState; readonly epoch: AutoencoderEpoch } {
  const kernels =
    options.kernels ??
    createKernels({ arenaBytes: 2 * autoencoderArenaBytes(autoencoderWidths(state), training.batchSize) });
  const { steps, first, second, ...autoencoder } = state;
  const moments = restart ? { steps: 0 } : { steps, ...defined(first, second) };
  const isPair = phase === 'layer';
  const shown = isPair ? encode(autoencoder, data, kernels, part) : data;
  const begun = { ...(isPair ? layerPair(autoencoder, part) : autoencoder), ...moments };
  const trainer = new AutoencoderTrainer(begun, training, { kernels, ...(phase === 'unit' ? { unit: part } : {}) });
  try {
    const epoch = trainer.trainEpoch(shown, options);
    const after = trainer.state();
    if (!isPair) return { state: after, epoch };
    const whole = withLayerPair(autoencoder, part, after);
    return { state: { ...whole, steps: after.steps, ...defined(after.first, after.second) }, epoch };
  } finally {
    trainer.dispose();
  }
}

function defined(first: Moments | undefined, second: Moments | undefined) {
  return { ...(first === undefined ? {} : { first }), ...(second === undefined ? {} : { second }) };
}
