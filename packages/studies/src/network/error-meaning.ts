import { numberOf, type SqlRow } from '@rgflow/drawing';
import { seedsPhrase } from '../some-seeds.js';

/** What an error of divergences is, for rows with `seeds` and `images`: over seeds where there are several. */
export function errorMeaning(rows: readonly SqlRow[]): string {
  const most = Math.max(...rows.map((row) => numberOf(row, 'seeds')));
  return most > 1 ? `standard error of the mean over ${seedsPhrase(rows)}` : errorOfOne(rows);
}

/** The same of one network. */
export function errorOfOne(rows: readonly SqlRow[]): string {
  const images = Math.max(...rows.map((row) => numberOf(row, 'images')));
  return images > 1
    ? `standard error over ${images} images shown to one network, their sampling in it; layers move together`
    : 'standard error of the sampling, one image and one network';
}
