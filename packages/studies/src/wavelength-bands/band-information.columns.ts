/** The table `band_information`: one row for each snapshot, grid, band, layer and noise. */
export const bandInformationColumns = {
  snapshot: 'utf8',
  /** 'image' or 'permuted': whose wavelengths. */
  grid: 'utf8',
  band: 'int32',
  /** Mean |k|, waves per side. */
  wavenumber: 'float64',
  layer: 'int32',
  units: 'int32',
  /** In units of the variance of the layer. */
  noise: 'float64',
  mi_lower: 'float64?',
  mi_upper: 'float64?',
  /** What a linear reader shows. */
  reader: 'float64?',
  accuracy: 'float64?',
  reason: 'utf8?',
} as const;
