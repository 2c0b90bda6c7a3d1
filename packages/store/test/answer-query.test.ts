import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { answerQuery } from '../src/answer-query.js';
import { temporaryStore } from './temporary-store.js';

it('rests after each part before the next is made', async () => {
  const store = await temporaryStore();
  const told: string[] = [];
  const response = {
    headersSent: false,
    writeHead: () => {
      response.headersSent = true;
    },
    write: (part: Uint8Array | string) => {
      told.push(`part of ${part.length > 0 ? 'some' : 'no'} bytes`);
      return true;
    },
  };
  const rest = async () => {
    await new Promise((wake) => setTimeout(wake, 5));
    told.push('rest');
  };
  const abort = new AbortController();
  const sql = 'SELECT range AS n FROM range(200000)';
  const answered = answerQuery(store.queries, sql, 'csv', response as unknown as ServerResponse, abort.signal, rest);
  expect(await answered).toBeNull();
  const parts = told.filter((each) => each !== 'rest').length;
  expect(parts).toBeGreaterThan(2);
  expect(told).toEqual(Array.from({ length: parts }, () => ['part of some bytes', 'rest']).flat());
});
