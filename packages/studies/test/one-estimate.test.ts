import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ERRORS_OF, studies } from '../src/index.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The files below a folder of the repository with one of these endings. */
function filesOf(folder: string, endings: readonly string[]): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => join(folder, file));
}

describe('a mean over networks', () => {
  test('is that of estimate(x) wherever studies and pages ask for one in SQL', () => {
    const others = [...filesOf('packages/studies/src', ['.ts']), ...filesOf('docs', ['.md']), 'README.md'].flatMap(
      (file) =>
        readFileSync(join(root, file), 'utf8')
          .split('\n')
          .flatMap((line, i) =>
            /\b(avg|stddev\w*|var_samp|var_pop)\(/i.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [],
          ),
    );
    expect(others).toEqual([]);
  });
});

describe('a closing table', () => {
  test.each(studies.map(({ name, summary }) => [name, summary] as const))(
    'of %s says of each ± what it is of',
    (_, summary) => {
      for (const { header, standardError, errorOf } of summary.columns) {
        expect(errorOf !== undefined, header).toBe(standardError !== undefined);
        if (typeof errorOf === 'string') expect(Object.keys(ERRORS_OF)).toContain(errorOf);
      }
    },
  );
});
