import type { Columns, Contract, TableContract, ValueType } from '../declare/contract.js';

/**
 * Why `given` cannot stand where `wanted` is asked for, or null if it can: equal kinds; for a table every wanted column
 * with its type, where a column that is never null may stand for one that may be; for a tensor the dtype, the rank and every
 * axis on which both name a number.
 */
export function mismatch(given: Contract, wanted: Contract): string | null {
  if (given.kind !== wanted.kind) return `is a ${given.kind}, expected a ${wanted.kind}`;
  if (given.kind === 'table' && wanted.kind === 'table') {
    for (const [name, type] of Object.entries(wanted.columns)) {
      const came = given.columns[name];
      if (came === undefined) return `has no column '${name}'`;
      if (came !== type && `${came}?` !== type) return `has column '${name}' of type ${came}, expected ${type}`;
    }
    return null;
  }
  if (given.kind === 'tensor' && wanted.kind === 'tensor') {
    if (given.dtype !== wanted.dtype) return `has dtype ${given.dtype}, expected ${wanted.dtype}`;
    const shapes = `has shape (${given.shape.join(', ')}), expected (${wanted.shape.join(', ')})`;
    if (given.shape.length !== wanted.shape.length) return shapes;
    const clash = given.shape.some((axis, i) => {
      const other = wanted.shape[i];
      return typeof axis === 'number' && typeof other === 'number' && axis !== other;
    });
    return clash ? shapes : null;
  }
  return null;
}

/**
 * The same for the compiler, as far as it goes: what may stand where a contract is asked for; for a column that may be null
 * also one that never is.
 */
export type Accepted<T extends Contract> = T extends TableContract<infer C> ? TableContract<AcceptedColumns<C>> : T;
type AcceptedColumns<C extends Columns> = {
  readonly [K in keyof C]: C[K] | (C[K] extends `${infer V extends ValueType}?` ? V : never);
};
