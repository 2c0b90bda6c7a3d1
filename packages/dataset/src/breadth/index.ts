export { contentDigest, type DrawnImages, drawImages, loadBreadthSet } from './draw-images.js';
export { type FetchFurtherOptions, fetchFurtherSet } from './fetch-further.js';
export {
  type FurtherSet,
  type FurtherSetName,
  furtherSetNames,
  furtherSets,
  type PublishedFile,
} from './further-sets.js';
export {
  type BreadthPart,
  type BreadthSet,
  breadthLadder,
  digitRung,
  isHere,
  type Ladder,
  type LadderOrder,
  type Rung,
  sourceOf,
} from './ladder.js';
export { type FurtherImages, findFurtherSet, loadFurtherSet } from './load-further.js';
