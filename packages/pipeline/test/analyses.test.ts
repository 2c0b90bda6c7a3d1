import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Analyses as AnalysesType } from '../src/key/analyses.js';
import type { Analysis } from '../src/key/analysis.js';
import { codeFolder } from './code-folder.js';

vi.mock('../src/key/analysis.js', { spy: true });
// Other files of tests may have loaded these without the spy.
vi.resetModules();
const analysis = await import('../src/key/analysis.js');
const { Analyses } = await import('../src/key/analyses.js');
const { CodeFingerprint } = await import('../src/key/fingerprint.js');
const analysed = vi.mocked(analysis.analyse);

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rgflow-analyses-'));
  file = join(folder, 'deep', 'analyses.json');
  analysed.mockClear();
});
afterEach(() => rmSync(folder, { recursive: true }));

const SOURCES = [
  'import { a as b } from "./a.js"; export * from "./c.js"; export const d = process.env.HOME;',
  'export { e as default } from "./e.js";',
  'const here = new URL("./f.wasm", import.meta.url); import("node:fs"); export class G { #h = 1 }',
];

function allOf(analyses: AnalysesType, commonJs = false): readonly Analysis[] {
  const all = SOURCES.map((source) => analyses.of(source, commonJs));
  analyses.save();
  return all;
}

describe('what a text says', () => {
  test('is the same from a file as from the text, which is then not looked at', () => {
    const fresh = allOf(new Analyses(file));
    expect(analysed).toHaveBeenCalledTimes(3);
    expect(allOf(new Analyses(file))).toEqual(fresh);
    expect(analysed).toHaveBeenCalledTimes(3);
    expect(allOf(new Analyses())).toEqual(fresh);
    expect(analysed).toHaveBeenCalledTimes(6);
  });

  test('depends on what kind of file it may be', () => {
    const source = 'exports.a = require("./b.cjs");';
    const analyses = new Analyses(file);
    expect(analyses.of(source, true).reads).toEqual([{ by: 'require', as: 'module', name: './b.cjs' }]);
    expect(analyses.of(source, false).reads).toEqual([]);
  });

  test('is found again if the file is damaged, of other code, or cannot be written', () => {
    const fresh = allOf(new Analyses(file));
    const whole = readFileSync(file, 'utf8');
    const damaged = [
      '',
      'no file of ours',
      whole.slice(0, -20),
      whole.replace('"./a.js"', '"./x.js"'),
      whole.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    ];
    for (const text of damaged) {
      expect(text).not.toBe(whole);
      writeFileSync(file, text);
      analysed.mockClear();
      expect(allOf(new Analyses(file))).toEqual(fresh);
      expect(analysed).toHaveBeenCalledTimes(3);
      expect(readFileSync(file, 'utf8')).toBe(whole);
    }
    expect(allOf(new Analyses(join(file, 'below-a-file.json')))).toEqual(fresh);
  });
});

describe('a code version', () => {
  const { url, path } = codeFolder();

  test('is the same whether the texts were analysed before, and another after an edit, also one that is taken back', () => {
    const versionOf = (): unknown =>
      new CodeFingerprint(new Analyses(file)).codeVersion({ name: 'scale', module: url('scale.mjs') });
    const before = versionOf();
    analysed.mockClear();
    expect(versionOf()).toEqual(before);
    expect(analysed).not.toHaveBeenCalled();
    const text = readFileSync(path('scale.mjs'), 'utf8');
    writeFileSync(path('scale.mjs'), `${text}\nexport const more = 1;`);
    expect(versionOf()).not.toEqual(before);
    writeFileSync(path('scale.mjs'), text);
    expect(versionOf()).toEqual(before);
  });
});
