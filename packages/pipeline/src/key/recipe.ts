import { createHash, type Hash, hash } from 'node:crypto';
import type { AnyStage } from '../declare/stage.js';
import { canonical } from '../plan/canonical.js';
import type { PlanNode } from '../plan/plan.js';
import type { Digest, Preimage, StoredOutput } from '../records.js';
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

/** SHA-256 of the canonical text of a pre-image. */
export function recipeKey({ code, ...rest }: Preimage): Digest {
  return createHash('sha256')
    .update(`{"code":${codeText(code)},`)
    .update(canonical(rest).slice(1))
    .digest('hex');
}

/**
 * Recipe keys of the instances of a plan: as `recipeKey` of their pre-images, in a fraction of the time, because the text of
 * the code, by far the longest part and the same for all instances of a stage, is hashed once.
 */
export class InstanceKeys {
  readonly #ofStage = new Map<AnyStage, StageKeys>();

  /** @param codeOf  the code version of a stage */
  constructor(private readonly codeOf: (stage: AnyStage) => CodeVersion) {}

  /** @param inputs  what its inputs are wired to, in the order of the stage */
  keyOf({ stage, paramsText, streamText }: PlanNode, inputs: readonly Pick<StoredOutput, 'digest'>[]): Digest {
    let keys = this.#ofStage.get(stage);
    if (keys === undefined) {
      keys = stageKeys(stage, this.codeOf(stage));
      this.#ofStage.set(stage, keys);
    }
    let text = '';
    for (const { before, place } of keys.inputs) text += `${before}${inputs[place]!.digest}"`;
    text += `${keys.beforeParams}${paramsText}${keys.afterParams}${streamText}}`;
    if (keys.beginning.length <= SHORT) return hash('sha256', keys.beginning + text);
    return keys.begun.copy().update(text).digest('hex');
  }
}

/** To hash so many characters again costs less than the collector's work with a copy of what was hashed. */
const SHORT = 1500;

/** The canonical text of the pre-images of a stage, but for what differs from instance to instance. */
interface StageKeys {
  /** The text up to the inputs, and its hash so far. */
  readonly beginning: string;
  readonly begun: Hash;
  /** In the order of their names: the text before the digest, and the place among the inputs of the stage. */
  readonly inputs: readonly { readonly before: string; readonly place: number }[];
  readonly beforeParams: string;
  readonly afterParams: string;
}

function stageKeys({ name, draws, inputs }: AnyStage, code: CodeVersion): StageKeys {
  const names = Object.keys(inputs as object);
  const drawn = draws === undefined ? '' : `"draws":${canonical(draws)},`;
  const beginning = `{"code":${codeText(code)},${drawn}"inputs":{`;
  return {
    beginning,
    begun: createHash('sha256').update(beginning),
    inputs: names.toSorted().map((input, i) => {
      return { before: `${i === 0 ? '' : ','}${JSON.stringify(input)}:s"`, place: names.indexOf(input) };
    }),
    beforeParams: `},"keyVersion":${canonical(KEY_VERSION)},"params":`,
    afterParams: `,"stage":${canonical(name)},"stream":`,
  };
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
