import type { Cell } from '@rgflow/pipeline';

/** What the first machine of a stack sees where a cell does not tell, and in batches of how many. */
export const VISIBLE = 784;
export const BATCH = 20;

/** Units of each layer above the images, by their text: '100-10'; none where a cell does not tell. */
export function widthsOf({ widths }: Cell): readonly number[] {
  return String(widths).match(/\d+/g)?.map(Number) ?? [];
}

export function imagesOf({ images, samples, train }: Cell): number {
  return Number(images ?? train ?? samples ?? 1000);
}

/** Units of an image: sites of a lattice or a chain, pixels. */
export function visibleOf({ sites, size, dimension, pixels, units }: Cell): number {
  const lattice = size === undefined ? undefined : dimension === 2 ? Number(size) * Number(size) : size;
  return Number(sites ?? lattice ?? pixels ?? units ?? VISIBLE);
}
