import { randomUUID } from 'node:crypto';

/** The time at which it began, and what tells it from others: 20261122T140855-1f2e3d4c. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+Z/g, '');
  return `${time}-${randomUUID().slice(0, 8)}`;
}
