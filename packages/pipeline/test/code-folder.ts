import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Stage } from '../src/declare/stage.js';
import { CodeFingerprint, type CodeVersion } from '../src/key/fingerprint.js';
import type { StageCode } from '../src/key/stage-code.js';

/** Says which stage: `module` by its path in the folder. */
type Declared = Partial<Omit<StageCode, 'module'>>;

/** A temporary folder with the stages of `fixtures`, new for each test, to edit their code and look at it. */
export function codeFolder() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgflow-code-'));
    cpSync(fileURLToPath(new URL('./fixtures', import.meta.url)), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const path = (name: string): string => join(folder, name);
  const url = (name: string): string => pathToFileURL(path(name)).href;
  const write = (name: string, text: string | Uint8Array): void => {
    mkdirSync(join(path(name), '..'), { recursive: true });
    writeFileSync(path(name), text);
  };
  const edit = (name: string, from: string, to: string): void => {
    const text = readFileSync(path(name), 'utf8');
    expect(text).toContain(from);
    write(name, text.replace(from, to));
  };
  const fullVersionOf = (name: string, declared: Declared = {}): CodeVersion =>
    new CodeFingerprint().codeVersion({ name: 'stage', ...declared, module: url(name) });
  /** Without the encoder, which is in the version of every stage. */
  const versionOf = (name: string, declared: Declared = {}): CodeVersion => {
    const { modules, externals, ...rest } = fullVersionOf(name, declared);
    return {
      ...rest,
      modules: Object.fromEntries(Object.entries(modules).filter(([each]) => !each.startsWith('@rgflow/pipeline/'))),
      externals: externals.filter((external) => !/^(apache-arrow|flatbuffers|json-with-bigint|tslib)@/.test(external)),
    };
  };
  const modulesOf = (name: string, declared: Declared = {}): string[] => Object.keys(versionOf(name, declared).modules);
  /**
   * The stages as they stand in the files now: imported under another URL for each version, because a module is loaded once;
   * workers load the file itself.
   */
  const load = async (name: string, version: number): Promise<Record<string, Stage>> => {
    const stages = (await import(`${url(name)}?v=${version}`)) as Record<string, Stage>;
    return Object.fromEntries(Object.entries(stages).map(([each, stage]) => [each, { ...stage, module: url(name) }]));
  };
  return { path, url, write, edit, versionOf, fullVersionOf, modulesOf, load };
}
