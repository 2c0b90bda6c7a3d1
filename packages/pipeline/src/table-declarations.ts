import type { z } from 'zod';
import type { Cell, CellColumn, Scalar, TableDeclaration } from './artifact-store.js';
import type { Contracts, TableContract } from './contract.js';
import { PlanError } from './errors.js';
import { parametersOf, snakeCase } from './parameters.js';
import type { PlanNode } from './plan.js';
import type { AnyStage } from './stage.js';

/**
 * The SQL tables that a plan fills: one for each table output, its cell columns those of all instances of its stage.
 *
 * @throws {PlanError} if two stages fill one table, or give one parameter two types.
 */
export function tableDeclarations(nodes: readonly PlanNode[]): readonly TableDeclaration[] {
  const filledBy = new Map<string, AnyStage>();
  const keysOf = new Map<AnyStage, Set<string>>();
  for (const { stage, cell } of nodes) {
    let keys = keysOf.get(stage);
    if (keys === undefined) {
      keys = new Set();
      keysOf.set(stage, keys);
      for (const [name] of tablesOf(stage)) {
        const other = filledBy.get(name);
        if (other !== undefined)
          throw new PlanError(`stages ${other.name} and ${stage.name} both fill table '${name}'.`);
        filledBy.set(name, stage);
      }
    }
    for (const key of Object.keys(cell)) keys.add(key);
  }
  const types = columnTypes(nodes);
  return [...filledBy].map(([name, stage]) => {
    const { columns, measured } = new Map(tablesOf(stage)).get(name)!;
    return {
      name,
      cellColumns: [...keysOf.get(stage)!]
        .map((key) => ({ name: snakeCase(key), key, type: types.get(key) ?? ('VARCHAR' as const) }))
        .filter((column) => !(column.name in columns)),
      measuredColumns: measured,
    };
  });
}

function tablesOf(stage: AnyStage): readonly (readonly [string, TableContract])[] {
  return Object.entries(stage.outputs as Contracts).flatMap(([name, contract]) =>
    contract.kind === 'table' ? [[name, contract] as const] : [],
  );
}

/** The column type of every cell key: as a stage declares the parameter, else as the values in the streams are. */
function columnTypes(nodes: readonly PlanNode[]): ReadonlyMap<string, CellColumn['type']> {
  const types = new Map<string, CellColumn['type']>();
  const declaredBy = new Map<string, string>();
  for (const stage of new Set(nodes.map((node) => node.stage))) {
    for (const { path, type } of parametersOf(stage.params as z.ZodType)) {
      if (type === 'OTHER') continue;
      const other = declaredBy.get(path);
      if (other !== undefined && types.get(path) !== type) {
        throw new PlanError(
          `parameter '${path}' is ${types.get(path)} in stage ${other} but ${type} in stage ${stage.name}; one name has one type.`,
        );
      }
      types.set(path, type);
      declaredBy.set(path, stage.name);
    }
  }
  for (const { cell } of nodes) {
    for (const [key, value] of Object.entries(cell as Cell)) {
      if (value !== null && !declaredBy.has(key)) types.set(key, wider(types.get(key), typeOf(value)));
    }
  }
  return types;
}

function typeOf(value: Exclude<Scalar, null>): CellColumn['type'] {
  if (typeof value === 'number') return Number.isInteger(value) ? 'BIGINT' : 'DOUBLE';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'VARCHAR';
}

function wider(a: CellColumn['type'] | undefined, b: CellColumn['type']): CellColumn['type'] {
  if (a === undefined || a === b) return b;
  const numbers = [a, b].every((type) => type === 'BIGINT' || type === 'DOUBLE');
  return numbers ? 'DOUBLE' : 'VARCHAR';
}
