import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { colorsFor } from '../src/colors.js';
import { formatDuration } from '../src/duration.js';
import { failureSummary } from '../src/failure-summary.js';
import { summaryTable } from '../src/summary-table.js';
import { textTable } from '../src/text-table.js';
import { textWidth } from '../src/text-width.js';

const plain = picocolors.createColors(false);

describe('a table', () => {
  const columns = [
    { header: 'σ_w²', align: 'right' },
    { header: 'fit', align: 'left' },
  ] as const;

  it('aligns Greek letters, signs and colours', () => {
    const { red } = picocolors.createColors(true);
    const text = textTable(
      columns,
      [
        ['1', '1.0 ± 0.1'],
        [red('10.76'), '–'],
      ],
      plain,
    );
    const widths = text.split('\n').map((line) => textWidth(line.slice(0, line.search(/fit|─$|1\.0|–/))));
    expect(widths).toEqual([7, 15, 7, 7]);
  });

  it('has a header, a rule and a line per row, and no space at the end of a line', () => {
    expect(
      textTable(
        columns,
        [
          ['1', 'good'],
          ['2', ''],
        ],
        plain,
      ),
    ).toBe(['σ_w²  fit', '──────────', '   1  good', '   2'].join('\n'));
  });
});

describe('the width of a text', () => {
  it('is the same of plain letters without the library that knows them all', () => {
    const letters = Array.from({ length: 0x3000 - 0x20 }, (_, i) => String.fromCodePoint(0x20 + i));
    expect(letters.filter((letter) => textWidth(`a${letter}b`) !== stringWidth(`a${letter}b`))).toEqual([]);
  });
});

describe('a summary', () => {
  const columns = [
    { header: 'σ_w²', value: 'sigma_w2', digits: 2 },
    { header: 'depth', value: 'depth', digits: 0 },
    { header: 'a', value: 'a', standardError: 'a_se', errorOf: 'fit' as const, digits: 4 },
  ];

  it('says once what is the same in every row', () => {
    const rows = [
      { sigma_w2: 1, depth: 12, a: 0.13081, a_se: 0.00042 },
      { sigma_w2: 1.76, depth: 12, a: null, a_se: null },
    ];
    expect(summaryTable({ columns }, rows, plain)).toBe(
      [
        'depth 12',
        'σ_w²                a',
        '─────────────────────',
        '1.00  0.1308 ± 0.0004',
        '1.76                –',
        '± is of the fit: from its residuals',
      ].join('\n'),
    );
  });

  it('says of how many seeds a mean is, where some have no value', () => {
    const means = [
      { header: 'σ_w²', value: 'sigma_w2', digits: 2 },
      { header: 'layer', value: 'layer', standardError: 'layer_se', seeds: 'layer_seeds', digits: 1 },
    ];
    const rows = [
      { sigma_w2: 1, layer: 13.1, layer_se: 0.21, layer_seeds: '3 of 4' },
      { sigma_w2: 1.5, layer: 13.1, layer_se: null, layer_seeds: '1 of 4' },
      { sigma_w2: 1.76, layer: 13.1, layer_se: 0.21, layer_seeds: null },
      { sigma_w2: 2.5, layer: null, layer_se: null, layer_seeds: '0 of 4' },
    ];
    const lines = summaryTable({ columns: means }, rows, plain).split('\n').slice(2);
    expect(lines.map((line) => line.slice(4).trim())).toEqual(['13.1 ± 0.2 (3 of 4)', '1 of 4', '13.1 ± 0.2', '–']);
  });

  it('says what its errors are of, beside each where they are of several kinds', () => {
    const mixed = [{ header: 'a', value: 'a', standardError: 'a_se', errorOf: { column: 'of' }, digits: 4 }];
    const row = (of: string) => ({ a: 0.13081, a_se: 0.00042, of });
    const lines = (kinds: readonly string[]) => summaryTable({ columns: mixed }, kinds.map(row), plain).split('\n');
    expect(lines(['networks', 'networks']).slice(2)).toEqual([
      '0.1308 ± 0.0004',
      '0.1308 ± 0.0004',
      '± is over networks: the standard error of the mean over seeds',
    ]);
    const told = lines(['images', 'networks']).slice(2);
    expect(told.slice(0, 2).map((line) => line.trim())).toEqual([
      '0.1308 ± 0.0004 (images)',
      '0.1308 ± 0.0004 (networks)',
    ]);
    expect(told[2]).toMatch(/^± \(images\) is over the images shown to one network/);
    expect(told[3]).toMatch(/^± \(networks\) is over networks/);
  });

  it('has what else is to be said of a number beside it, and a note of its own below', () => {
    const remarked = [{ header: 'a', value: 'a', remark: 'why', digits: 2 }];
    const rows = [
      { a: 1, why: 'no degrees of freedom' },
      { a: 2, why: null },
      { a: null, why: 'too few points' },
      { a: null, why: null },
    ];
    const lines = summaryTable({ columns: remarked, note: 'read with care' }, rows, plain).split('\n');
    expect(lines.slice(2).map((line) => line.trim())).toEqual([
      '1.00 (no degrees of freedom)',
      '2.00',
      '– (too few points)',
      '–',
      'read with care',
    ]);
  });

  it('tells swept values apart, with as many digits as that takes', () => {
    const [sigma, ...rest] = columns;
    const swept = [{ ...sigma!, swept: true as const }, ...rest];
    const row = (sigma_w2: number) => ({ sigma_w2, depth: 12, a: 0.13081, a_se: 0.00042 });
    const firstCells = (...sigmas: readonly number[]) =>
      summaryTable({ columns: swept }, sigmas.map(row), plain)
        .split('\n')
        .slice(-sigmas.length - 1, -1)
        .map((line) => line.trim().split(' ')[0]);
    expect(firstCells(1.7601, 1.7604)).toEqual(['1.7601', '1.7604']);
    expect(firstCells(1, 1.5, 1.76)).toEqual(['1.00', '1.50', '1.76']);
    expect(firstCells(0.44068679350977147, 0.44)).toEqual(['0.441', '0.440']);
    expect(firstCells(1e-20, 2e-20)).toEqual(['1e-20', '2e-20']);
  });

  it('keeps every column of a single row', () => {
    expect(summaryTable({ columns }, [{ sigma_w2: 1, depth: 12, a: 2, a_se: null }], plain)).toContain('depth');
  });

  it('tells a rigorous bound from a standard error', () => {
    const bounded = [{ header: 's', value: 's', bound: 's_bound', digits: 6 }];
    expect(summaryTable({ columns: bounded }, [{ s: 0.324555, s_bound: 6e-4 }], plain)).toContain(
      '0.324555 (within 0.0006)',
    );
    expect(summaryTable({ columns: bounded }, [{ s: 0.324555, s_bound: null }], plain)).toMatch(/0\.324555$/m);
  });

  it('of a study without results says so', () => {
    expect(summaryTable({ columns }, [], plain)).toBe('The study has no results yet.');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [350, '350 ms'],
    [1000, '1.0 s'],
    [9960, '10 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [3_599_900, '1 h'],
    [7_500_000, '2 h 5 min'],
    [97_200_000, '1 d 3 h'],
    [Number.NaN, '?'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('failures', () => {
  it('that differ only in their numbers are told once', () => {
    const failures = Array.from({ length: 5 }, (_, seed) => ({
      stage: 'train',
      cell: { seed },
      error: { name: 'DomainError', message: `layer ${seed} has NaN` },
    }));
    const other = { stage: 'train', cell: { seed: 9 }, error: { name: 'Error', message: 'no such file' } };
    const label = (stage: string, cell: object): string => `${stage}@${JSON.stringify(cell)}`;
    expect(failureSummary([...failures, other], label, plain).split('\n')).toEqual([
      '✗ layer 0 has NaN',
      '  train@{"seed":0}, train@{"seed":1}, train@{"seed":2} and 2 more',
      '✗ no such file',
      '  train@{"seed":9}',
    ]);
  });
});

describe('colours', () => {
  it('are for terminals, unless NO_COLOR is set', () => {
    expect(colorsFor({ isTTY: true }, {}).isColorSupported).toBe(true);
    expect(colorsFor({ isTTY: true }, { NO_COLOR: '1' }).isColorSupported).toBe(false);
    expect(colorsFor({ isTTY: true }, { TERM: 'dumb' }).isColorSupported).toBe(false);
    expect(colorsFor({}, {}).isColorSupported).toBe(false);
  });
});
