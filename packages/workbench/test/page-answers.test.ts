import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../src/index.js';

const tool = (name: string) => fileURLToPath(new URL(`../../../tools/${name}`, import.meta.url));
const { answeredPage } = (await import(tool('page-answers.js'))) as {
  answeredPage(text: string, open: (folder: string) => Promise<object>): Promise<{ text: string; faults: string[] }>;
};

const answers: Readonly<Record<string, readonly object[]>> = {
  'select shown': [
    { shown: 'all', nats_above: '-0.30 ± 0.02' },
    { shown: 'few', nats_above: '1.25' },
  ],
  'select few': [{ share: 0.9412 }],
  'select true': [{ a: true, b: true }],
  'select false': [{ a: true, b: false }],
};
const results = {
  ask: async (sql: string) => answers[sql]!,
  closingTable: async () => [{ 'less | untrained': '0.5 higher' }],
};
const answered = (...lines: readonly string[]) => answeredPage(lines.join('\n'), async () => results);
const RESULTS = '<!-- results: somewhere -->';
const ASKED = ['    npx rgflow sql "select shown"', ''];

describe('a page with answers', () => {
  test('has the answer of the last statement as its table, whatever stood there', async () => {
    const { text, faults } = await answered(
      RESULTS,
      ...ASKED,
      '<!-- answer -->',
      '| x |',
      '|---|',
      '| 7.5 |',
      '',
      'End.',
    );
    expect(faults).toEqual([]);
    expect(text.split('\n').slice(-7)).toEqual([
      '<!-- answer -->',
      '| shown | nats above |',
      '|---|---|',
      '| all | −0.30 ± 0.02 |',
      '| few | 1.25 |',
      '',
      'End.',
    ]);
    expect((await answeredPage(text, async () => results)).text).toBe(text);
  });

  test('stays as it is where its results are not there, and says so', async () => {
    const text = [RESULTS, ...ASKED, '<!-- answer -->', '| x |'].join('\n');
    const none = async () => {
      throw new UsageError('results: somewhere: there is no such folder.');
    };
    expect(await answeredPage(text, none)).toEqual({ text, faults: ['results: somewhere: there is no such folder.'] });
    const wrong = async () => {
      throw new TypeError('a fault of ours');
    };
    await expect(answeredPage(text, wrong)).rejects.toThrow('a fault of ours');
  });

  test('has the closing table of its study', async () => {
    const { text } = await answered(RESULTS, '<!-- closing table -->', '| x |');
    expect(text).toContain('| less \\| untrained |\n|---|\n| 0.5 higher |');
  });

  test('says which numbers of its prose no answer of the section has', async () => {
    const page = [
      RESULTS,
      ...ASKED,
      '    npx rgflow sql "select few"',
      '',
      'Of 0.3 and −0.30 and 0.94',
      'goes 1.26. `1.27`',
      '',
    ];
    expect((await answered(...page)).faults).toEqual([
      expect.stringContaining('1.26 is in no answer of its section: …Of'),
    ]);
    expect((await answered(...page, '## Further', '', 'Here 1.25 is not.')).faults[1]).toContain(
      '1.25 is in no answer',
    );
    expect((await answered(...page, '<!-- constants: 1.26 -->')).faults).toEqual([]);
    const table = await answered(...page, '<!-- constants: 1.26 -->', '', '| by hand | 3.5 |');
    expect(table.faults).toEqual([expect.stringContaining('3.5 is in no answer')]);
  });

  test('may say first, before its results, what any of its sections answers, and nothing else', async () => {
    const page = (first: string) => [`It is ${first}.`, '', '## Further', RESULTS, ...ASKED];
    expect((await answered(...page('1.25'))).faults).toEqual([]);
    expect((await answered(...page('1.26'))).faults).toEqual([
      expect.stringContaining('1.26 is in no answer of the page: …It is'),
    ]);
    expect((await answered(...page('1.26'), '', '<!-- constants: 1.26 -->')).faults).toEqual([]);
    expect((await answered('It is 1.26.')).faults).toEqual([]);
  });

  test('is held to what it says in words', async () => {
    expect((await answered(RESULTS, 'All fall.', '<!-- holds: select true -->')).faults).toEqual([]);
    for (const lines of [['<!-- holds: select false -->'], ['<!-- holds:', 'select false', '-->']]) {
      expect((await answered(RESULTS, ...lines)).faults).toEqual(['does not hold: select false: {"a":true,"b":false}']);
    }
  });

  test('is told that a table has nothing to answer', async () => {
    const { faults } = await answered(RESULTS, ...ASKED, '## Next', '', '<!-- answer -->', '| x |');
    expect(faults).toEqual([expect.stringContaining('expected a statement of SQL before it in its section')]);
  });

  test('is left alone without results', async () => {
    const page = ['Of 0.5 nobody asks.', ...ASKED, '| x | 1.5 |'];
    expect(await answered(...page)).toEqual({ text: page.join('\n'), faults: [] });
    const afterwards = [RESULTS, ...ASKED, 'Of 1.25.', '', '## Further', '', '<!-- results -->', '', ...page];
    expect(await answered(...afterwards)).toEqual({ text: afterwards.join('\n'), faults: [] });
  });
});

// All of them are held to that in `npm run lint`.
test('pages of the docs say what their results say', () => {
  const pages = ['mutual-information.md', 'plateau.md', 'trainability.md'];
  expect(execFileSync(process.execPath, [tool('pages.js'), ...pages, '--check'], { encoding: 'utf8' })).toBe('');
});
