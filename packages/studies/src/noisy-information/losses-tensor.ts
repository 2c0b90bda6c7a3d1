import { tensor } from '@rgflow/pipeline/stage';

/** The layers in which networks lose their inputs, a tensor for each: in the order of the rows of `predicted_loss`. */
export const lossesTensor = tensor('float64', ['look']);
