import { type AnyStage, type Columns, canonical, encodeTable, type RecipeRecord } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { tableFromIPC } from 'apache-arrow';

/**
 * What a stage now declares otherwise than when a recipe of it was made, a phrase each: its parameters, inputs and random
 * stream, which stand in the keys, and its outputs and their columns, which are what others read. None: the recipe is what
 * the stage would give.
 */
export async function contractChanges(
  stage: AnyStage,
  { preimage, outputs }: RecipeRecord,
  store: Pick<DuckDbStore, 'read'>,
): Promise<readonly string[]> {
  const declared = stage.outputs as Readonly<Record<string, OutputContract>>;
  const changes = [
    ...parameterChanges(stage, preimage.params),
    ...nameChanges('input ', Object.keys(preimage.inputs), Object.keys(stage.inputs as object)),
    ...((preimage.stream === null) === (stage.draws === undefined)
      ? []
      : ['it draws random numbers, or no longer does']),
    ...nameChanges(
      'output ',
      outputs.map(({ name }) => name),
      Object.keys(declared),
    ),
  ];
  for (const { name, kind, objects, tensors = [] } of outputs) {
    const contract = declared[name];
    if (contract === undefined) continue;
    if (contract.kind !== kind) {
      changes.push(`output ${name}: was a ${kind}, is a ${contract.kind}`);
    } else if (contract.kind === 'tensor') {
      const fits = ({ dtype, shape }: (typeof tensors)[number]): boolean =>
        dtype === contract.dtype &&
        shape.length === contract.shape.length &&
        contract.shape.every((axis, i) => typeof axis === 'string' || axis === shape[i]);
      if (!tensors.every(fits)) changes.push(`output ${name}: dtype or shape changed`);
    } else {
      const bytes = objects[0] === undefined ? null : await store.read(objects[0]);
      if (bytes === null) continue; // lost, so that it counts for nothing anyway
      changes.push(...columnChanges(name, columnsIn(bytes), columnsIn(encodeTable(contract.columns, []))));
    }
  }
  return changes;
}

type OutputContract =
  | { readonly kind: 'table'; readonly columns: Columns }
  | { readonly kind: 'tensor'; readonly dtype: string; readonly shape: readonly (number | string)[] };

/** Parameters that are no longer allowed as they were, or come out otherwise, as with a new one that has a default. */
function parameterChanges(stage: AnyStage, before: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = stage.params.safeParse(before);
  if (!parsed.success) return ['its parameters changed'];
  const after = parsed.data as Readonly<Record<string, unknown>>;
  const names = nameChanges('parameter ', Object.keys(before), Object.keys(after));
  return names.length > 0 || canonical(before) === canonical(after) ? names : ['its parameters changed'];
}

function nameChanges(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => `${what}${name} is new`),
    ...before.filter((name) => !after.includes(name)).map((name) => `${what}${name} is gone`),
  ];
}

function columnsIn(bytes: Uint8Array): readonly (readonly [name: string, type: string])[] {
  return tableFromIPC(bytes).schema.fields.map(({ name, type, nullable }) => [name, `${type}${nullable ? '?' : ''}`]);
}

function columnChanges(
  output: string,
  before: ReturnType<typeof columnsIn>,
  after: ReturnType<typeof columnsIn>,
): readonly string[] {
  const types = new Map(before);
  const names = nameChanges(
    `column ${output}.`,
    before.map(([name]) => name),
    after.map(([name]) => name),
  );
  const retyped = after
    .filter(([name, type]) => types.has(name) && types.get(name) !== type)
    .map(([name, type]) => `column ${output}.${name}: was ${types.get(name)}, is ${type}`);
  const sameSet = names.length === 0 && retyped.length === 0;
  const moved = sameSet && before.some(([name], i) => after[i]![0] !== name);
  return [...names, ...retyped, ...(moved ? [`columns of ${output} have another order`] : [])];
}
