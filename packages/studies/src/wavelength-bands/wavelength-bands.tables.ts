import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { bandInformationColumns } from './band-information.columns.js';
import type { blockWavelengthColumns } from './block-wavelength.columns.js';

const bandInformation: TableMeaning<typeof bandInformationColumns> = {
  about:
    'what a layer tells of which pattern of a ring of wavelengths was added to a known image, a row for each snapshot, grid, band, layer and noise',
  columns: {
    snapshot: { meaning: "when the network was looked at: 'init' or 'final'" },
    grid: { meaning: "whose wavelengths: 'image', or 'permuted', of a grid whose pixels are in a random order" },
    band: { meaning: 'the ring of wavenumbers, 0 the longest wavelengths' },
    wavenumber: { unit: 'waves per side', meaning: 'mean |k| of the ring' },
    layer: { meaning: 'the layer, 0 the first: what enters its activation' },
    units: { meaning: 'units of the layer' },
    noise: { meaning: 'variance of the noise of every unit, over the variance of the layer' },
    mi_lower: { unit: 'nats', meaning: 'lower bound of I(m;T|x), mean over the images' },
    mi_upper: { unit: 'nats', meaning: 'upper bound of I(m;T|x), mean over the images' },
    reader: { unit: 'nats', meaning: "what the accuracy of a linear reader shows of it, by Fano's inequality" },
    accuracy: { meaning: 'how often the linear reader names the pattern, on images that it was not fitted on' },
    reason: { meaning: 'why the numbers are null' },
  },
};

const blockWavelength: TableMeaning<typeof blockWavelengthColumns> = {
  about:
    'what a block of the square lattice tells of a wavelength of the rows beside it, a row for each rule and wavelength',
  columns: {
    rule: { meaning: "'decimation' (the middle spin), 'majority' or 'block sum'" },
    wavenumber: { unit: 'waves per side', meaning: 'q of the cosine along the rows' },
    information: { unit: 'nats', meaning: 'mutual information of the rule and the cosine of the rows' },
    unrelated: { unit: 'nats', meaning: 'the same with the rows of another state, where there is none' },
  },
};

export const wavelengthBandsTables = {
  ...trainingTables,
  band_information: bandInformation,
  block_wavelength: blockWavelength,
};
