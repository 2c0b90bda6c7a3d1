import type { LookUp } from '@rgflow/pipeline';

/** What a store that was never made would answer: a plan can be compared with it without making one. */
export const nothingStored: LookUp = {
  known: async (keys) => keys.map(() => null),
  missing: async (digests) => new Set(digests),
  preimages: async () => [],
  acceptances: async () => [],
};
