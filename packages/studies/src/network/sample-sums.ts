import { tensor } from '@rgflow/pipeline/stage';

/**
 * For each image, the sums over the units of a layer of each sample: of one block, or of several joined. The last axis has
 * what is summed.
 */
export const sampleSumsTensor = tensor('float64', ['image', 'sample', 'sum']);
