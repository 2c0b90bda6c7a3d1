import { DomainError } from '@rgflow/numerics';

/** Nothing; the layers of the encoder one after the other; the units of the code one after the other. */
export const pretrainingNames = ['none', 'layers', 'units'] as const;
export type PretrainingName = (typeof pretrainingNames)[number];

/** What one epoch trains. */
export interface AutoencoderPhase {
  /** All layers; one of the encoder with its mirror image; or one unit of the code, with all that is not code. */
  readonly phase: 'whole' | 'layer' | 'unit';
  /** The layer of the encoder, 0 the first, or the unit, 1 the first; 0 for 'whole'. */
  readonly part: number;
  /** Whether the optimiser begins anew: in the first epoch of each part. */
  readonly restart: boolean;
}

export interface AutoencoderScheduleOptions {
  readonly pretraining: PretrainingName;
  /** Of each layer, or of each unit. */
  readonly pretrainingEpochs: number;
  /** Of the whole, after that. */
  readonly epochs: number;
  /** Layers of the encoder, the code's too. */
  readonly layers: number;
  /** Units of the code. */
  readonly code: number;
}

/**
 * What each epoch trains: pre-training, part by part, then the whole.
 *
 * @throws {DomainError}  if a number is no whole number from 0.
 *
 * @example
 * autoencoderSchedule({ pretraining: 'units', pretrainingEpochs: 3, epochs: 10, layers: 4, code: 8 }).length; // 34
 */
export function autoencoderSchedule(options: AutoencoderScheduleOptions): readonly AutoencoderPhase[] {
  const { pretraining, pretrainingEpochs, epochs, layers, code } = options;
  for (const [name, value] of Object.entries({ pretrainingEpochs, epochs, layers, code })) {
    if (!(Number.isSafeInteger(value) && value >= 0)) {
      throw new DomainError(`autoencoderSchedule: ${name} is ${value}; expected a whole number from 0.`);
    }
  }
  const repeated = (count: number, phase: AutoencoderPhase['phase'], part: number): AutoencoderPhase[] =>
    Array.from({ length: count }, (_, epoch) => ({ phase, part, restart: epoch === 0 }));
  const parts = { none: 0, layers, units: code }[pretraining];
  const before = Array.from({ length: parts }, (_, at) =>
    pretraining === 'layers' ? repeated(pretrainingEpochs, 'layer', at) : repeated(pretrainingEpochs, 'unit', at + 1),
  );
  return [...before.flat(), ...repeated(epochs, 'whole', 0)];
}
