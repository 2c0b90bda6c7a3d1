import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { wavelengthBandsSummary } from './wavelength-bands-summary.js';

export const wavelengthBands: PublishedStudy = {
  name: 'wavelength-bands',
  study: () => import('./wavelength-bands.study.js'),
  summary: wavelengthBandsSummary,
  claims: async (study) => (await import('./wavelength-bands-claims.js')).wavelengthBandsClaims(study),
  figures: {
    'wavelength-bands': titled(
      'Which wavelengths of a perturbation layers lose',
      () => import('./wavelength-bands.figure.js'),
    ),
  },
};
