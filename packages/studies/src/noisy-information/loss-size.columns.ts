import { whoseColumns } from './whose-columns.js';

/** The table `loss_size`: how what a finite width takes off goes with ξ_c/N. */
export const lossSizeColumns = { ...whoseColumns, cells: 'int32', size_exponent: 'float64?' } as const;
