import { studies } from '@rgflow/studies';
import { expect, test } from 'vitest';
import { liveColumns } from '../src/progress/live-columns.js';

test('the loss and the accuracy of networks that train are shown live', async () => {
  const { tables } = await studies.find(({ name }) => name === 'quickstart')!.study();
  expect(liveColumns(tables)).toMatchObject({ training: { train_loss: 'loss', validation_accuracy: 'accuracy' } });
});

test('every study that trains shows something', async () => {
  for (const { name, study } of studies) {
    const { tables = {} } = await study();
    const training = Object.keys(tables).filter((table) => /training$/.test(table));
    for (const table of training) expect(liveColumns(tables)[table], `${table} of ${name}`).not.toEqual({});
  }
});
