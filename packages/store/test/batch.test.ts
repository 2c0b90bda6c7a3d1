import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BatchQueue } from '../src/batch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A queue whose transactions end when they are told to. */
function slowQueue() {
  const written: number[][] = [];
  const ends: (() => void)[] = [];
  const write = (batch: readonly number[]) => {
    written.push([...batch]);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const queue = new BatchQueue<number>(write, () => {});
  const end = async (): Promise<void> => {
    ends.shift()!();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { queue, written, end };
}

test('what comes while a batch is written waits for company of its own', async () => {
  const { queue, written, end } = slowQueue();
  queue.post(1, 10);
  await vi.advanceTimersByTimeAsync(250);
  expect(written).toEqual([[1]]);
  queue.post(2, 10);
  await end();
  expect(written).toEqual([[1]]);
  queue.post(3, 10);
  await vi.advanceTimersByTimeAsync(250);
  expect(written).toEqual([[1], [2, 3]]);
});

test('after a batch that took long the next waits longer, but half a second at most', async () => {
  const { queue, written, end } = slowQueue();
  queue.post(1, 10);
  await vi.advanceTimersByTimeAsync(250);
  await vi.advanceTimersByTimeAsync(100);
  await end();
  queue.post(2, 10);
  await vi.advanceTimersByTimeAsync(299);
  expect(written).toEqual([[1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([[1], [2]]);
  await vi.advanceTimersByTimeAsync(10_000);
  await end();
  queue.post(3, 10);
  await vi.advanceTimersByTimeAsync(500);
  expect(written).toEqual([[1], [2], [3]]);
});

test('many bytes are written at once, each time with all that came until then', async () => {
  const { queue, written, end } = slowQueue();
  const much = 40 * 2 ** 20;
  queue.post(1, much);
  queue.post(2, much);
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual([[1]]); // 64 MB a transaction
  for (const each of [3, 4, 5]) queue.post(each, 30 * 2 ** 20);
  for (let i = 0; i < 4; i++) await end();
  expect(written).toEqual([[1], [2], [3, 4], [5]]);
});

test('a flush writes all that came before it and waits for it', async () => {
  const { queue, written, end } = slowQueue();
  queue.post(1, 10);
  let flushed = 0;
  void queue.flush().then(() => flushed++);
  queue.post(2, 10);
  void queue.flush().then(() => flushed++);
  await end();
  expect([written, flushed]).toEqual([[[1], [2]], 1]);
  await end();
  expect(flushed).toBe(2);
});
