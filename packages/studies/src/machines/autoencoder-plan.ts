import { autoencoderSchedule, encoderWidths } from '@rgflow/mlp/autoencoder';
import type { Keep, OutputRef, PlanBuilder, Scalar, TensorContract } from '@rgflow/pipeline';
import { autoencoderCodesStage } from './autoencoder-codes.stage.js';
import type { AutoencoderParameters, AutoencoderTrainingParameters } from './autoencoder-parameters.js';
import { beginAutoencoderStage } from './begin-autoencoder.stage.js';
import { trainAutoencoderStage } from './train-autoencoder.stage.js';

type Layers = OutputRef<TensorContract<'float32'>>;
type Bytes = OutputRef<TensorContract<'uint8'>>;
type Named = Readonly<Record<string, Scalar>>;

/** An autoencoder at some epoch, with all that its training needs to go on. */
export interface PlannedAutoencoder {
  readonly weights: Layers;
  readonly biases: Layers;
  readonly firstWeights: Layers;
  readonly firstBiases: Layers;
  readonly secondWeights: Layers;
  readonly secondBiases: Layers;
}

/** An autoencoder trained for 0, 1, ..., all epochs, those of pre-training first. */
export interface TrainedAutoencoder {
  /** Units of the layers of the encoder, the last the code. */
  readonly widths: readonly number[];
  readonly epochs: readonly PlannedAutoencoder[];
}

/** What is trained on, by what name, and how. */
export interface AutoencoderPlan {
  readonly autoencoder: AutoencoderParameters;
  readonly images: Bytes;
  /** Pixels of an image. */
  readonly inputs: number;
  /** What the images are. It names the random streams, with the seed and the widths of the encoder. */
  readonly data: Named;
  readonly seed: number;
  /** How long weights are kept, 'head' if not given: the last of the training. */
  readonly keep?: Keep;
}

/** An autoencoder: drawn, then trained epoch by epoch. */
export function planAutoencoder(
  plan: PlanBuilder,
  options: AutoencoderPlan & { readonly training: AutoencoderTrainingParameters },
): TrainedAutoencoder {
  const { autoencoder, images, inputs, seed, training, keep = 'head' } = options;
  const [, ...widths] = encoderWidths({ inputs, ...autoencoder });
  const stream = streamOf(options, widths);
  const shape = { widths: named(widths), ...functionsOf(autoencoder) };
  const begun = plan.add(beginAutoencoderStage, {
    params: { ...shape, initial: autoencoder.initial, pretraining: training.pretraining, seed },
    inputs: { images },
    stream,
    keep: 'never',
  });
  const { epochs, pretraining, pretrainingEpochs, ...rest } = training;
  const planned: PlannedAutoencoder[] = [begun];
  const size = { layers: widths.length, code: autoencoder.code };
  let epochOfPart = 0;
  autoencoderSchedule({ pretraining, pretrainingEpochs, epochs, ...size }).forEach(
    ({ phase, part, restart }, index) => {
      epochOfPart = restart ? 1 : epochOfPart + 1;
      planned.push(
        plan.add(trainAutoencoderStage, {
          params: { epoch: index + 1, ...shape, phase, part, epochOfPart, ...rest },
          inputs: { ...state(planned.at(-1)!), images },
          stream,
          keep,
        }),
      );
    },
  );
  return { widths, epochs: planned };
}

/** Codes of the last epoch for images, as packed bits, and what is to be said of them. */
export function planAutoencoderCodes(
  plan: PlanBuilder,
  { widths, epochs }: TrainedAutoencoder,
  options: Omit<AutoencoderPlan, 'inputs'> & { readonly snapshot: string; readonly code: 'sampled' | 'thresholded' },
) {
  const { autoencoder, images, snapshot, code, keep = 'always' } = options;
  const { weights, biases } = epochs.at(-1)!;
  return plan.add(autoencoderCodesStage, {
    params: { snapshot, widths: named(widths), ...functionsOf(autoencoder), code },
    inputs: { weights, biases, images },
    stream: streamOf(options, widths),
    keep,
  });
}

function functionsOf({ activation, codeFunction, output, loss }: AutoencoderParameters) {
  return { activation, codeFunction, output, loss };
}

function state(of: PlannedAutoencoder): PlannedAutoencoder {
  const { weights, biases, firstWeights, firstBiases, secondWeights, secondBiases } = of;
  return { weights, biases, firstWeights, firstBiases, secondWeights, secondBiases };
}

function streamOf({ data, seed }: Pick<AutoencoderPlan, 'data' | 'seed'>, widths: readonly number[]): Named {
  return { ...data, seed, widths: named(widths) };
}

function named(widths: readonly number[]): string {
  return widths.join('-');
}
