import { expect, test } from 'vitest';
import { encodeTable } from '../src/encode/arrow.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { LiveFigures } from '../src/run/live-figures.js';
import { after, behave } from './fixtures/behave.mjs';

const columns = behave.outputs.rows.columns;

/** What a worker returns of `behave` with such rows. */
function resultOf(rows: readonly { name: string; count: number }[]) {
  const record = { name: 'rows', kind: 'table' as const, digest: '', rows: rows.length, bytes: 0, parts: 1 };
  return { outputs: [{ record, objects: [{ digest: '', bytes: encodeTable(columns, rows) }] }] } as never;
}

const builder = new PlanBuilder();
const { vectors } = builder.add(behave, { params: { mode: 'well' }, inputs: {} });
builder.add(after, { params: {}, inputs: { vectors } });
const [before, next] = builder.build().nodes;

test('what an instance came to is told of the one that goes on from it, by the names that people know', () => {
  const figures = new LiveFigures({ rows: { count: 'images' } });
  expect(figures.before(next!)).toBeNull();
  figures.take(
    before!,
    resultOf([
      { name: 'a', count: 3 },
      { name: 'b', count: 5 },
    ]),
  );
  expect(figures.before(next!)).toEqual({ images: 5 });
  expect(figures.before(before!)).toBeNull();
});

test('nothing is told of words, of what is not asked for, and of no rows', () => {
  const ofWords = new LiveFigures({ rows: { name: 'name' } });
  ofWords.take(before!, resultOf([{ name: 'a', count: 3 }]));
  const ofNothing = new LiveFigures();
  ofNothing.take(before!, resultOf([{ name: 'a', count: 3 }]));
  const ofNone = new LiveFigures({ rows: { count: 'images' } });
  ofNone.take(before!, resultOf([]));
  expect([ofWords, ofNothing, ofNone].map((figures) => figures.before(next!))).toEqual([null, null, null]);
});
