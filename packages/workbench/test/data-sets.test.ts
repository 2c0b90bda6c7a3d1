import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkDataSets, fetchDataSet, listDataSets, UsageError } from '../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-data-sets-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('all sets are listed, those for breadth too, with whether anybody saw their files', async () => {
  const sets = await listDataSets();
  expect(sets.map(({ name, seen }) => [name, seen])).toEqual([
    ['mnist', true],
    ['fashion-mnist', true],
    ['emnist-letters', false],
    ['kmnist', false],
    ['cifar-10', false],
  ]);
  expect(sets[0]!.folder).not.toBe(null);
  for (const { source } of sets) expect(source.length).toBeGreaterThan(20);
});

test('a set of another format is checked as far as it can be', async () => {
  const record = new Uint8Array(3073).fill(7);
  for (const batch of [1, 2, 3, 4, 5]) writeFileSync(join(folder, `data_batch_${batch}.bin`), record);
  expect(await checkDataSets('cifar-10', folder)).toMatchObject([
    { name: 'cifar-10', folder, ok: true, note: '5 images, taken as they are: no digest is stated of such files' },
  ]);
  writeFileSync(join(folder, 'data_batch_2.bin'), record.subarray(1));
  const [damaged] = await checkDataSets('cifar-10', folder);
  expect(damaged).toMatchObject({ ok: false, note: expect.stringContaining('3072 bytes') });
});

test('what is not to be fetched says where it comes from, and a name that there is not what there is', async () => {
  await expect(fetchDataSet('emnist-letters', { folder })).rejects.toThrow('it comes from NIST');
  await expect(fetchDataSet('kmnis')).rejects.toThrow(UsageError);
  await expect(fetchDataSet('kmnis')).rejects.toThrow('did you mean kmnist or mnist?');
});
