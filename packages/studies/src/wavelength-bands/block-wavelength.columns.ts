/** The table `block_wavelength`: one row for each rule and wavelength. */
export const blockWavelengthColumns = {
  rule: 'utf8',
  /** Waves per side of the torus. */
  wavenumber: 'int32',
  information: 'float64',
  /** The same with the rows of another state. */
  unrelated: 'float64',
} as const;
