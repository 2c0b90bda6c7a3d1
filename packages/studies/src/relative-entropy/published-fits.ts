/** A fit a (1 - bˣ) that was printed elsewhere, in the paper's normalisation. */
export interface PublishedFit {
  readonly sigmaW2: number;
  readonly a: number;
  readonly b: number;
}

/** Table 1 of arXiv:2107.06898, after training. */
export const TABLE_1: readonly PublishedFit[] = [
  { sigmaW2: 1.5, a: 0.94206177, b: 0.55863121 },
  { sigmaW2: 2, a: 1.2620232, b: 0.60303696 },
  { sigmaW2: 2.5, a: 1.50775046, b: 0.56868428 },
  { sigmaW2: 3, a: 1.56994777, b: 0.54042045 },
  { sigmaW2: 3.5, a: 1.70476922, b: 0.5187873 },
];

/**
 * Fits to the curves after training that the authors' corrected notebook prints (GitHub ro-jefferson/entropy_dnn, commit
 * acf71c2 of 2022-06-13), by SciPy's `curve_fit`.
 */
export const CORRECTED_NOTEBOOK: readonly PublishedFit[] = [
  { sigmaW2: 1.5, a: 0.344011924, b: 0.680195375 },
  { sigmaW2: 2, a: 0.416276874, b: 0.635628556 },
  { sigmaW2: 2.5, a: 0.465983389, b: 0.617895442 },
  { sigmaW2: 3, a: 0.483595461, b: 0.584727433 },
  { sigmaW2: 3.5, a: 0.519300315, b: 0.54830051 },
];
