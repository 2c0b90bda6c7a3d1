import { type Commit, type Digest, digestOf, type MadeAt, type RecipeRecord, recipeKey } from '@rgflow/pipeline';

/** What a cache says of a result: the result, but for its bytes; which of its objects lie there; and where it was made. */
export interface CacheRecord {
  readonly recipe: RecipeRecord;
  readonly objects: readonly Digest[];
  readonly made: MadeAt;
}

export const HERE: MadeAt = { node: process.versions.node, platform: `${process.platform}-${process.arch}` };

const VERSION = 1;

/** Where the record of a key lies, and an object: by what they are, spread over folders. */
export function recordName(key: Digest): string {
  return `results/${key.slice(0, 2)}/${key}.json`;
}

export function objectName(digest: Digest): string {
  return `objects/${digest.slice(0, 2)}/${digest}`;
}

export function encodeRecord({ recipe, tables, objects }: Commit): Uint8Array {
  const kept = [...Object.values(tables), ...objects].map(({ digest }) => digest);
  const record = { version: VERSION, recipe, objects: kept, made: HERE };
  return Buffer.from(JSON.stringify(record, encodable));
}

/** JSON has no infinities and no NaN: a tensor may have either as its mean. */
function encodable(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { [NUMBER]: String(value) } : value;
}

const NUMBER = '$number';

/**
 * Reads what lies under a key; what it says of itself is checked: that it is of this key, and that its digests are those of
 * one another. The bytes of its objects are compared with them when they are read.
 *
 * @returns why it is not to be used, as the end of a sentence, if it is not
 */
export function decodeRecord(key: Digest, bytes: Uint8Array): CacheRecord | string {
  let record: CacheRecord & { readonly version?: unknown };
  try {
    record = JSON.parse(Buffer.from(bytes).toString('utf8'), (_, value: unknown) =>
      typeof value === 'object' && value !== null && NUMBER in value ? Number(value[NUMBER]) : value,
    ) as typeof record;
  } catch {
    return 'is no JSON';
  }
  if (record?.version !== VERSION) return `has the version ${String(record?.version)}, not ${VERSION}`;
  try {
    const { recipe } = record;
    if (recipe.recipeKey !== key || recipeKey(recipe.preimage) !== key) return 'is of another key';
    if (recipe.preimage.stage !== recipe.stage) return 'is of another stage';
    for (const { name, kind, digest, objects, tensors = [] } of recipe.outputs) {
      const text = tensors.map((tensor) => `${tensor.layer}:${tensor.digest}`).join('\n');
      const found = kind === 'table' ? objects[0] : digestOf(Buffer.from(text));
      const isWhole = kind === 'table' ? objects.length === 1 : objects.length === tensors.length;
      if (found !== digest || !isWhole || !objects.every(isDigest)) return `has other digests than its ${name}`;
    }
    return { recipe, objects: record.objects.filter(isDigest), made: madeAt(record.made) };
  } catch {
    return 'is not as records are';
  }
}

/** What somebody else has written of where he made it. */
function madeAt(told: Partial<MadeAt> | undefined): MadeAt {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { node: text(told?.node), platform: text(told?.platform) };
}

function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
}
