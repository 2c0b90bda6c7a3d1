import type { z } from 'zod';
import type { Contracts, TableContract } from '../declare/contract.js';
import { parametersOf, snakeCase } from '../declare/parameters.js';
import type { AnyStage } from '../declare/stage.js';
import { PlanError } from '../errors.js';
import type { CellColumn, Scalar, TableDeclaration } from '../records.js';
import { canonical } from './canonical.js';
import { type PlanNode, producersOf } from './plan.js';

/**
 * The SQL tables that a plan fills, one for each name of a table output. Stages that fill one table together (an exact flow
 * and a truncated one) declare the same columns; the cell columns are those of all their instances.
 *
 * @throws {PlanError} if two stages give one table different columns, or one parameter two types.
 */
export function tableDeclarations(nodes: readonly PlanNode[]): readonly TableDeclaration[] {
  const tables = new Map<string, GrowingTable>();
  const filledBy = new Map<AnyStage, readonly GrowingTable[]>();
  const withNumerics = nodesWithNumerics(nodes);
  for (const node of nodes) {
    const { stage, cell } = node;
    let filled = filledBy.get(stage);
    if (filled === undefined) {
      filled = tablesFilledBy(stage, tables);
      filledBy.set(stage, filled);
    }
    for (const table of filled) {
      table.numerics ||= withNumerics.has(node);
      for (const key in cell) table.keys.add(key);
    }
  }
  const types = columnTypes(nodes);
  return [...tables].map(([name, { contract, keys, numerics }]) => ({
    name,
    cellColumns: [...keys]
      .map((key) => ({ name: snakeCase(key), key, type: types.get(key) ?? ('VARCHAR' as const) }))
      .filter((column) => !(column.name in contract.columns)),
    measuredColumns: { ...contract.measured, ...(numerics ? { numerics: 'numerics' as const } : {}) },
  }));
}

interface FilledTable {
  readonly contract: TableContract;
  readonly stage: AnyStage;
}

interface GrowingTable extends FilledTable {
  readonly keys: Set<string>;
  /** Whether some of its rows come from what is computed in its own way on each machine. */
  numerics: boolean;
}

/** The tables of a stage among all. */
function tablesFilledBy(stage: AnyStage, tables: Map<string, GrowingTable>): readonly GrowingTable[] {
  return Object.entries(stage.outputs as Contracts).flatMap(([name, contract]) => {
    if (contract.kind !== 'table') return [];
    let known = tables.get(name);
    if (known === undefined) {
      known = { contract, stage, keys: new Set(), numerics: false };
      tables.set(name, known);
    }
    if (known.stage !== stage) checkSameColumns(name, known, { contract, stage });
    return [known];
  });
}

/** Instances whose stage has numerics, or that of something above them. */
function nodesWithNumerics(nodes: readonly PlanNode[]): ReadonlySet<PlanNode> {
  const found = new Set<PlanNode>();
  if (!nodes.some(({ stage }) => stage.numerics !== undefined)) return found;
  for (const node of nodes) {
    if (node.stage.numerics !== undefined || producersOf(node).some((producer) => found.has(producer))) found.add(node);
  }
  return found;
}

function checkSameColumns(name: string, known: FilledTable, other: FilledTable): void {
  const text = ({ columns, measured }: TableContract) => canonical([columns, measured]);
  if (text(known.contract) === text(other.contract)) return;
  throw new PlanError(
    `stages ${known.stage.name} and ${other.stage.name} both fill table '${name}', with different columns; give both the same.`,
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
    for (const key in cell) {
      if (declaredBy.has(key)) continue;
      const value = cell[key]!;
      if (value !== null) types.set(key, wider(types.get(key), typeOf(value)));
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
