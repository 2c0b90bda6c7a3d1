import type { ArtifactStore } from '@rgflow/pipeline';

/** What a store that was never made would answer: a plan can be compared with it without making one. */
export const nothingStored: ArtifactStore = {
  recipes: async () => new Map(),
  missing: async (digests) => new Set(digests),
  read: async () => null,
  preimages: async () => [],
  meanWallMs: async () => new Map(),
  beginRun: refuse,
  recordStage: refuse,
  commit: refuse,
  drop: refuse,
  endRun: refuse,
  flush: refuse,
};

function refuse(): never {
  throw new TypeError('nothingStored: there is no store to write to; open one.');
}
