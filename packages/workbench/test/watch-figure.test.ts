import { type Figure, FigureError, type SqlRow } from '@rgflow/drawing';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../src/ask.js';
import { drawEnded, watchFigure } from '../src/watch-figure.js';

const counting: Figure = {
  title: 'Rows',
  caption: '',
  queries: () => ({ rows: 'select rows' }),
  draw: ({ rows }) => `<svg>${rows![0]!.rows}</svg>`,
};

/** A store of one run: what it says of the run, and how many rows the run has, one after the other. */
function storeThatSays(statuses: string[], rows: number[]): Ask {
  const next = <Value>(values: Value[]): Value => (values.length > 1 ? values.shift()! : values[0]!);
  return async (sql): Promise<readonly SqlRow[]> => {
    if (/from run /.test(sql)) return [{ run_id: 'r', status: next(statuses) }];
    return sql.includes('information_schema') ? [] : [{ rows: next(rows) }];
  };
}

/** What is told of a run: picture and status. */
async function told(ask: Ask, held: boolean[] = [true]): Promise<readonly (readonly [string, string, boolean])[]> {
  const found: (readonly [string, string, boolean])[] = [];
  const isHeld = async (): Promise<boolean> => (held.length > 1 ? held.shift()! : held[0]!);
  for await (const { drawn, status, changed } of watchFigure({ name: 'counting', figure: counting }, 'tiny', {
    ask,
    isHeld,
    pauseMs: 1,
  })) {
    found.push([drawn.svg, status, changed]);
  }
  return found;
}

describe('a figure of runs that have ended', () => {
  const empty: Figure = {
    ...counting,
    draw: () => {
      throw new FigureError('the store has no rows that this figure draws');
    },
  };
  const store = (running: readonly string[]): Ask => {
    return async (sql) => (sql.includes('FROM run') ? running.map((study) => ({ study, name: study })) : []);
  };
  const drawn = (running: readonly string[], held: boolean) =>
    drawEnded({ name: 'counting', figure: empty }, 'tiny', { ask: store(running), isHeld: async () => held });

  it('says where there is none that the first goes on, and how to draw it all the same', async () => {
    await expect(drawn(['other', 'tiny'], true)).rejects.toThrow(
      'counting: the first run of tiny is still going on, and a figure shows a run when it has ended; `rgflow figure counting --watch`',
    );
  });

  it('says that there are no rows where another study runs, or a first run was killed', async () => {
    await expect(drawn(['other'], true)).rejects.toThrow('counting: the store has no rows that this figure draws');
    await expect(drawn(['tiny'], false)).rejects.toThrow('counting: the store has no rows that this figure draws');
  });
});

describe('a figure that is watched', () => {
  it('is told when the picture has changed, and at the end with how the run ended', async () => {
    const ask = storeThatSays(['running', 'running', 'running', 'complete'], [1, 1, 2, 3]);
    expect(await told(ask)).toEqual([
      ['<svg>1</svg>', 'running', true],
      ['<svg>2</svg>', 'running', true],
      ['<svg>3</svg>', 'complete', true],
    ]);
  });

  it('goes on with the next round of a study in rounds, until the store is let go', async () => {
    const of = (isRound: boolean): Ask => {
      const rounds = storeThatSays(['running', 'complete', 'running', 'complete', 'complete'], [1, 2, 3, 4, 5]);
      return async (sql) => {
        const rows = await rounds(sql);
        return sql.includes('from run ') ? rows.map((row) => ({ ...row, is_round: isRound })) : rows;
      };
    };
    expect(await told(of(true), [true, true, true, true, false])).toEqual([
      ['<svg>1</svg>', 'running', true],
      ['<svg>2</svg>', 'running', true],
      ['<svg>3</svg>', 'running', true],
      ['<svg>4</svg>', 'running', true],
      ['<svg>5</svg>', 'complete', true],
    ]);
    expect((await told(of(false))).at(-1)).toEqual(['<svg>2</svg>', 'complete', true]);
  });

  it('says how the run ended also if that was between the question and the last drawing', async () => {
    expect(await told(storeThatSays(['running', 'complete'], [9, 9]))).toEqual([
      ['<svg>9</svg>', 'running', true],
      ['<svg>9</svg>', 'complete', false],
    ]);
  });

  it('waits for a store that is held by a process that does not answer, as at the end of a run', async () => {
    const answered = storeThatSays(['running', 'complete'], [1, 2]);
    let asked = 0;
    const ask: Ask = async (sql) => {
      asked++;
      if (asked % 2 === 0) throw Object.assign(new Error('in use'), { failure: 'store-in-use' });
      return answered(sql);
    };
    expect((await told(ask)).at(-1)).toEqual(['<svg>2</svg>', 'complete', true]);
  });

  it('asks again if the store was let go after it said that the run goes on', async () => {
    const ended = storeThatSays(['running', 'partial'], [9]);
    expect(await told(ended, [false])).toEqual([['<svg>9</svg>', 'partial', true]]);
    const killed = storeThatSays(['running'], [9]);
    expect(await told(killed, [false])).toEqual([['<svg>9</svg>', 'interrupted', true]]);
  });
});
