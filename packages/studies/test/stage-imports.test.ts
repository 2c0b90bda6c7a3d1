import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const stages = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.stage.ts'));

/** The files of this package that a file reaches by imports of more than types, itself not. */
function reached(file: string, found = new Set<string>()): ReadonlySet<string> {
  const text = readFileSync(join(source, file), 'utf8');
  for (const [, what, path] of text.matchAll(/^(?:import|export) ([^;]*?) from '(\.[^']+)\.js';$/gms)) {
    if (isOfTypes(what!)) continue;
    const target = relative(source, join(source, dirname(file), `${path}.ts`));
    if (found.has(target)) continue;
    found.add(target);
    reached(target, found);
  }
  return found;
}

function isOfTypes(what: string): boolean {
  if (what.startsWith('type ')) return true;
  const names = /^\{(.*)\}$/s.exec(what)?.[1]?.split(',') ?? [];
  return names.length > 0 && names.every((name) => name.trim() === '' || name.trim().startsWith('type '));
}

/** Rooms whose tables have a file of columns each, named as the table. */
const rooms = /^(lattice|ising-1d|ising-2d|ising-criticality|mean-field|block-cumulants|boltzmann-marginalisation)\//;

describe('a stage', () => {
  test.each(stages.filter((stage) => rooms.test(stage)))(
    '%s reaches no other stage, and nothing of what is shown',
    (stage) => {
      const others = [...reached(stage)].filter((file) => /\.(stage|study|figure|tables)\.ts$/.test(file));
      expect(others).toEqual([]);
    },
  );
});

describe('a stage of the spin models and of mean-field theory', () => {
  test.each(stages.filter((stage) => rooms.test(stage)))(
    '%s reaches the columns of its own tables alone',
    async (file) => {
      const module = (await import(join(source, file))) as Readonly<Record<string, object>>;
      const [stage] = Object.values(module) as { inputs: object; outputs: object }[];
      const tables = Object.keys({ ...stage!.inputs, ...stage!.outputs }).map((name) => name.replaceAll('_', '-'));
      const columns = [...reached(file)].flatMap((each) => /([^/]+)\.columns\.ts$/.exec(each)?.[1] ?? []);
      // The rows of ising_approach are those of ising_slope and more.
      const extended = tables.includes('ising-approach') ? ['ising-slope'] : [];
      expect(columns.sort()).toEqual([...new Set([...tables, ...extended])].sort());
    },
  );
});
