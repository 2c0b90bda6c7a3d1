import { createHash } from 'node:crypto';
import type { Digest, Preimage } from './artifact-store.js';
import { canonical } from './canonical.js';
import type { CodeVersion } from './fingerprint.js';
import type { PlanNode } from './plan.js';

/** Raised when the meaning of a key changes, so that every old key is left behind at once. */
const KEY_VERSION = 1;

/** Everything that enters the recipe key of an instance whose inputs have the given output digests. */
export function preimageOf(node: PlanNode, code: CodeVersion, inputs: Readonly<Record<string, Digest>>): Preimage {
  return { keyVersion: KEY_VERSION, stage: node.stage.name, code, params: node.params, inputs, stream: node.stream };
}

/** SHA-256 of the canonical text of a pre-image. */
export function recipeKey(preimage: Preimage): Digest {
  return createHash('sha256').update(canonical(preimage)).digest('hex');
}
