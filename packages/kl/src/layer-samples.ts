/** What a layer is for one input image: the moments of its preactivations over the neurons. */
export interface LayerMoments {
  /** N_m. */
  readonly units: number;
  /** μ_m = (1/N_m) Σᵢ zᵢ. */
  readonly mean: number;
  /** v_m = (1/N_m) Σᵢ (zᵢ - μ_m)², of the population (not N_m - 1). */
  readonly variance: number;
}

/** The same, with samples of the reference layer pushed through the network to this layer. */
export interface LayerSamples extends LayerMoments {
  /** Σⱼ sⱼ and Σⱼ sⱼ² over the units of each sample, shape (samples, 2). */
  readonly sampleSums: Float64Array;
}
