import type { ActivationName } from '@rgflow/kernels';
import type { OutputRef, PlanBuilder, Scalar, TensorContract } from '@rgflow/pipeline';
import { activationsStage } from './activations.stage.js';
import { furtherSamplesStage } from './further-samples.stage.js';
import { historicalSamplesStage } from './historical-samples.stage.js';
import { joinSamplesStage } from './join-samples.stage.js';
import { blockEnds } from './sample-block.js';

type Layers = OutputRef<TensorContract<'float32'>>;
type Sums = OutputRef<TensorContract<'float64'>>;

/** A network at a snapshot, and how it is looked at. */
interface NetworkToSample {
  readonly snapshot: string;
  readonly activation: ActivationName;
  readonly weights: Layers;
  readonly biases: Layers;
  readonly validationImages: OutputRef<TensorContract<'uint8'>>;
  /** The last ones of the validation images. */
  readonly images: number;
  /** Of the reference layer, for each image. */
  readonly samples: number;
  /** What names the random streams. */
  readonly stream: Readonly<Record<string, Scalar>>;
}

/** What an estimator can take. */
export interface SampledNetwork extends NetworkToSample {
  readonly preactivations: Layers;
  /** Sums and sums of squares over the units, of each sample. */
  readonly sampleSums: Sums;
  /** Sums of the log slopes of the activation over the units, of the same samples; planned when asked for. */
  readonly logSlopes: () => Sums;
}

/** Samples of what enters the layers of a network, in blocks: asking for more of them later draws only the further ones. */
export function planSamples(plan: PlanBuilder, network: NetworkToSample): SampledNetwork {
  const { snapshot, activation, weights, biases, validationImages, images, samples, stream } = network;
  const [ofFirst, ...further] = blockEnds(samples) as [number, ...number[]];
  const first = plan.add(activationsStage, {
    params: { snapshot, activation, images, samples: ofFirst },
    inputs: { weights, biases, validationImages },
    stream,
  });
  const { preactivations } = first;
  const blocks = [
    first,
    ...further.map((end) =>
      plan.add(furtherSamplesStage, {
        params: { snapshot, activation, samples: end },
        inputs: { weights, biases, preactivations },
        stream,
      }),
    ),
  ];
  return {
    ...network,
    preactivations,
    sampleSums: joined(
      plan,
      blocks.map(({ sampleSums }) => sampleSums),
    ),
    logSlopes: () =>
      joined(
        plan,
        blocks.map(({ logSlopes }) => logSlopes),
      ),
  };
}

/** Sums and sums of squares of samples that pass the layers in the order of the code of 2021. */
export function planHistoricalSums(plan: PlanBuilder, network: SampledNetwork): Sums {
  const { snapshot, activation, weights, biases, preactivations, samples, stream } = network;
  const blocks = blockEnds(samples).map((end) =>
    plan.add(historicalSamplesStage, {
      params: { snapshot, activation, samples: end },
      inputs: { weights, biases, preactivations },
      stream,
    }),
  );
  return joined(
    plan,
    blocks.map(({ historicalSums }) => historicalSums),
  );
}

/** Each block behind those before it. The blocks are kept; of what they are joined to, which is a copy, only the last. */
function joined(plan: PlanBuilder, blocks: readonly Sums[]): Sums {
  return blocks.reduce((before, further) => {
    const { samples } = plan.add(joinSamplesStage, { params: {}, inputs: { before, further }, keep: 'head' });
    return samples;
  });
}
