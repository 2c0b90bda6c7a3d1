import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultStore, findWorkspace } from '../src/index.js';

const before = { folder: process.cwd(), store: process.env.RGFLOW_STORE };
let folder: string;

describe('the store that is used when none is named', () => {
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'rgflow-project-')));
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    delete process.env.RGFLOW_STORE;
    process.chdir(join(folder, 'a', 'b'));
  });
  afterEach(() => {
    process.chdir(before.folder);
    if (before.store !== undefined) process.env.RGFLOW_STORE = before.store;
    else delete process.env.RGFLOW_STORE;
    rmSync(folder, { recursive: true });
  });

  it('is that of the project, from any folder of it', () => {
    expect(defaultStore()).toBe(join(folder, 'a', 'b', 'data', 'rgflow.duckdb'));
    writeFileSync(join(folder, 'rgflow.config.json'), '{}');
    expect(defaultStore()).toBe(join(folder, 'data', 'rgflow.duckdb'));
    writeFileSync(join(folder, 'rgflow.config.json'), '{ "store": "results/ising.duckdb" }');
    expect(defaultStore()).toBe(join(folder, 'results', 'ising.duckdb'));
    process.chdir(before.folder);
    expect(defaultStore()).toBe(join(findWorkspace()!, 'data', 'rgflow.duckdb'));
  });

  it('is the one that RGFLOW_STORE names, before all others', () => {
    writeFileSync(join(folder, 'rgflow.config.json'), '{ "store": "results/ising.duckdb" }');
    process.env.RGFLOW_STORE = 'other.duckdb';
    expect(defaultStore()).toBe(join(folder, 'a', 'b', 'other.duckdb'));
  });

  it('is not guessed from a project file that is at fault', () => {
    const file = join(folder, 'rgflow.config.json');
    for (const [text, message] of [
      ['{ store }', `${file}: is not JSON`],
      ['[]', `${file}: must be an object`],
      ['{ "stroe": "x" }', `${file}: stroe: is not known here; did you mean store?`],
      ['{ "store": 1 }', `${file}: store: must be the path of a file, not 1`],
      ['{ "drop": "momenta" }', `${file}: drop: must be a list of names`],
    ] as const) {
      writeFileSync(file, text);
      expect(() => defaultStore()).toThrow(message);
    }
  });
});
