import { startPeer } from './peer-process.js';

/**
 * A training of the same network on the same batches; see training_step.py and autoencoder_step.py for files and lines.
 *
 * @param problem  { widths, network, data, training }, network = { weights, biases } as plain arrays; data has no labels
 *                 where nothing is told apart.
 */
export async function startTrainingPeer(process, { widths, network, data, training }) {
  const peer = await startPeer(process, {
    'network.json': { widths, ...training },
    'parameters.f32': Buffer.concat(
      network.weights.flatMap((weights, layer) => [bytes(weights), bytes(network.biases[layer])]),
    ),
    'images.u8': data.images,
    ...(data.labels === undefined ? {} : { 'labels.u8': data.labels }),
  });
  return {
    ...peer,
    /** Trains on `count` batches from batch `first`; milliseconds and losses of each. */
    steps: (first, count) => peer.ask({ first, count }),
  };
}

function bytes(array) {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
