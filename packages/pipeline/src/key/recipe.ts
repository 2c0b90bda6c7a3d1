import { createHash } from 'node:crypto';
import { canonical } from '../plan/canonical.js';
import type { PlanNode } from '../plan/plan.js';
import type { Digest, Preimage } from '../records.js';
import type { CodeVersion } from './fingerprint.js';

/** Raised when the meaning of a key changes, so that every old key is left behind at once. */
const KEY_VERSION = 3;

/** Everything that enters the recipe key of an instance whose inputs have the given output digests. */
export function preimageOf(node: PlanNode, code: CodeVersion, inputs: Readonly<Record<string, Digest>>): Preimage {
  const { stage, params, stream } = node;
  // As it is handed over: what the main thread has loaded may be older than the code that was read.
  const draws = stage.draws === undefined ? {} : { draws: stage.draws as string };
  return { keyVersion: KEY_VERSION, stage: stage.name, code, params, inputs, stream, ...draws };
}

/**
 * SHA-256 of the canonical text of a pre-image. The text of its code, by far the longest part and the same for all
 * instances of a stage, is written once.
 */
export function recipeKey({ code, ...rest }: Preimage): Digest {
  const others = canonical(rest);
  return createHash('sha256')
    .update(`{"code":${codeText(code)},`)
    .update(others.slice(1))
    .digest('hex');
}

const codeTexts = new WeakMap<CodeVersion, string>();

/** The canonical text of a code version, which all instances of a stage share: written once. */
export function codeText(code: CodeVersion): string {
  let text = codeTexts.get(code);
  if (text === undefined) {
    text = canonical(code);
    codeTexts.set(code, text);
  }
  return text;
}
