import type { Row } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** What the variance s² of the noise is measured in: nothing, or the variance of the layer that it is added to. */
export const noiseScales = ['absolute', 'layer'] as const;
export type NoiseScale = (typeof noiseScales)[number];

/** The columns that say how much noise there is. */
export const noiseColumns = { noise_scale: 'utf8', noise: 'float64' } as const;

/** What a stage is told of the noise: every one of `noises` in every scale. */
export const noiseParameters = {
  noiseScales: z.array(z.enum(noiseScales)).min(1),
  noises: z.array(z.number().positive()).min(1),
} as const;

export interface Noise extends Row<typeof noiseColumns> {
  readonly noise_scale: NoiseScale;
}

/** Every noise that is asked for, scale by scale. */
export function noisesOf(asked: {
  readonly noiseScales: readonly NoiseScale[];
  readonly noises: readonly number[];
}): readonly Noise[] {
  return asked.noiseScales.flatMap((noise_scale) => asked.noises.map((noise) => ({ noise_scale, noise })));
}

/**
 * s², the variance of the noise of a unit.
 *
 * @param layerVariance  Of all preactivations of the layer, over units and inputs.
 */
export function noiseVarianceOf({ noise_scale, noise }: Noise, layerVariance: number): number {
  return noise_scale === 'absolute' ? noise : noise * layerVariance;
}
