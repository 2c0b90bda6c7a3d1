import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openS3Place } from '../src/cache-s3.js';
import { type CachePlace, lookIntoCache, openCachePlace, withCache } from '../src/index.js';
import { cachedStore, expectOneWriter, expectShared, tableResult, tensorResult } from './cache-behaviour.js';
import { KL_TABLE, runOf } from './records.js';
import { temporaryStore } from './temporary-store.js';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files of a cache. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const brokenPlace: CachePlace = {
  address: 'broken',
  get: () => Promise.reject(new Error('it does not answer.')),
  has: () => Promise.reject(new Error('it does not answer.')),
  putIfAbsent: () => Promise.reject(new Error('it does not answer.')),
};

/** Until the end of the test S3 is asked there. */
function askAt(endpoint: string): void {
  for (const [name, value] of [
    ['AWS_ACCESS_KEY_ID', 'a'],
    ['AWS_SECRET_ACCESS_KEY', 'b'],
    ['AWS_ENDPOINT_URL_S3', endpoint],
  ] as const) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

describe('a cache in a folder', () => {
  it('gives what others have computed, and tells what differs', async () => {
    const folder = temporaryFolder();
    await expectShared(folder);
    // Nothing but whole files is left.
    expect(filesOf(folder).filter((file) => file.includes('/.'))).toEqual([]);
  });

  it('is written by one of twenty that write one name at one time', async () => {
    await expectOneWriter(temporaryFolder(), 'results/aa/one.json');
  });

  it('is not written by who only reads', async () => {
    const folder = temporaryFolder();
    const { cached } = await cachedStore(folder, 'ro');
    await cached.commit(tableResult(1));
    expect(filesOf(folder)).toEqual([]);
    expect(cached.report()).toMatchObject({ taken: 0, given: 0 });
  });

  it.each([
    ['of another key', (text: string) => text.replace('"recipe":"kl 1"', '"recipe":"kl 2"'), 'is of another key'],
    [
      'with another digest',
      (text: string) => text.replace(/"objects":\["./, '"objects":["x'),
      'has other digests than its kl_layer',
    ],
    ['of a later version', (text: string) => text.replace('"version":1', '"version":2'), 'has the version 2, not 1'],
    ['that is no record', () => 'half', 'is no JSON'],
  ])('with a record %s gives nothing', async (_, change, fault) => {
    const folder = temporaryFolder();
    const result = tableResult(1);
    await (await cachedStore(folder, 'rw')).cached.commit(result);
    const [file] = filesOf(join(folder, 'results'));
    writeFileSync(file!, change(readFileSync(file!, 'utf8')));
    const { cached } = await cachedStore(folder, 'ro');
    expect(await cached.known([result.recipe.recipeKey])).toEqual([null]);
    expect(cached.report()).toMatchObject({ taken: 0, faults: [expect.stringContaining(fault)] });
  });

  it('gives nothing that the store has already, though tensors of it are kept nowhere', async () => {
    const folder = temporaryFolder();
    const { store, cached } = await cachedStore(folder, 'rw');
    const unkept = { ...tensorResult(3), objects: [] };
    await cached.commit(unkept);
    const key = unkept.recipe.recipeKey;
    const again = withCache(store, await openCachePlace(folder, 'ro'), 'ro');
    expect(await again.known([key])).toMatchObject([{ lost: ['weights'] }]);
    expect(again.report()).toMatchObject({ taken: 0, faults: [] });
    expect(lookIntoCache(store, await openCachePlace(folder, 'ro')).wouldTake(key)).toBe(false);
  });

  it('is looked into without taking anything: what would be a hit is known, and nothing is written', async () => {
    const folder = temporaryFolder();
    const one = await cachedStore(folder, 'rw');
    const [table, tensor] = [tableResult(1), tensorResult(2)];
    for (const each of [table, tensor]) await one.cached.commit(each);
    const before = filesOf(folder);
    const { store } = await cachedStore(folder, 'ro');
    const look = lookIntoCache(store, await openCachePlace(folder, 'look'));
    const keys = [table, tensor, tableResult(4)].map(({ recipe }) => recipe.recipeKey);
    const outputs = [table, tensor].map(({ recipe }) => recipe.outputs.map(({ digest }) => digest));
    const found = await look.known(keys);
    expect(found.map((result) => result?.outputs.map(({ digest }) => digest))).toEqual([...outputs, undefined]);
    expect(found.map((result) => result?.lost)).toEqual([[], [], undefined]);
    expect(keys.map((key) => look.wouldTake(key))).toEqual([true, true, false]);
    const digests = tensor.objects.map(({ digest }) => digest);
    expect([(await store.missing(digests)).size, (await look.missing(digests)).size]).toEqual([2, 0]);
    expect(await store.known(keys)).toEqual([null, null, null]);
    expect(filesOf(folder)).toEqual(before);

    // Without its objects a table is no hit, and of a tensor the output is lost.
    for (const file of filesOf(join(folder, 'objects'))) rmSync(file);
    const poor = lookIntoCache(store, await openCachePlace(folder, 'ro'));
    expect(await poor.known(keys)).toMatchObject([null, { lost: ['weights'] }, null]);
    // One that differs stays where it is.
    const other = await cachedStore(folder, 'ro');
    await other.cached.commit(tableResult(1, 0.5));
    const own = lookIntoCache(other.store, await openCachePlace(folder, 'ro'));
    expect((await own.known(keys))[0]!.outputs[0]!.digest).toBe(tableResult(1, 0.5).recipe.outputs[0]!.digest);
    expect(own.wouldTake(keys[0]!)).toBe(false);
  });

  it('that is not there yet is looked into as an empty one, and not made', async () => {
    const folder = join(temporaryFolder(), 'none');
    const { store } = await cachedStore(temporaryFolder(), 'ro');
    const look = lookIntoCache(store, await openCachePlace(folder, 'look'));
    expect(await look.known([tableResult(1).recipe.recipeKey])).toEqual([null]);
    expect([look.faults, existsSync(folder)]).toEqual([[], false]);
    const broken = lookIntoCache(store, brokenPlace);
    expect(await broken.known([tableResult(1).recipe.recipeKey])).toEqual([null]);
    expect(broken.faults).toEqual([expect.stringMatching(/The plan went on without the cache\.$/)]);
  });

  it('that does not answer any more is left alone, and the run goes on', async () => {
    const folder = temporaryFolder();
    const { cached } = await cachedStore(folder, 'rw');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await cached.commit(tableResult(1));
    await cached.commit(tableResult(2));
    expect(cached.report().faults).toEqual([expect.stringMatching(/ENOTDIR.*The run went on without the cache\.$/)]);
  });

  it.each([
    ['refuses connections', null],
    ['never answers', () => undefined],
    ['begins an answer and never ends it', (response: ServerResponse): void => void response.write('<Error>')],
    ['says that it cannot', (response: ServerResponse): void => void response.writeHead(503).end()],
  ] as const)('in S3 that %s is told once, and the run goes on without it, as the plan does', async (_, answer) => {
    const server = createServer((_request, response: ServerResponse) => {
      answer?.(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    onTestFinished(close);
    if (answer === null) close();
    askAt(`http://127.0.0.1:${port}`);
    const limits = { answer: 300, object: 600 };
    const results = [1, 2, 3, 4].map((seed) => tableResult(seed));
    const keys = results.map(({ recipe }) => recipe.recipeKey);
    for (const mode of ['ro', 'rw'] as const) {
      const began = performance.now();
      const place = await openS3Place('s3://results/rgflow', mode, limits);
      const store = await temporaryStore();
      const cached = withCache(store, place, mode);
      await cached.beginRun(runOf('r1', 'grid', [KL_TABLE]));
      expect(await cached.known(keys)).toEqual([null, null, null, null]);
      await Promise.all(results.map((result) => cached.commit(result)));
      await cached.endRun('r1', 'complete');
      expect(cached.report()).toMatchObject({ taken: 0, given: 0 });
      expect(cached.report().faults).toEqual([
        expect.stringMatching(
          /^--cache: s3:\/\/results\/rgflow.*(does not answer|503).*The run went on without the cache\.$/,
        ),
      ]);
      expect(performance.now() - began).toBeLessThan(20_000);
      const look = lookIntoCache(store, await openS3Place('s3://results/rgflow', 'look', limits));
      await look.known([tableResult(9).recipe.recipeKey]);
      expect(look.faults).toHaveLength(1);
    }
  });

  it('in S3 that answers no more is told once, whatever is under way, and nothing waits for it again', async () => {
    const objects = new Map<string, Buffer>();
    let silent = false;
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (silent) return;
        const there = objects.has(request.url!);
        if (request.method !== 'PUT') response.writeHead(there ? 200 : 404).end(objects.get(request.url!));
        else if (there) response.writeHead(412).end();
        else {
          objects.set(request.url!, Buffer.concat(parts));
          response.end();
        }
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    askAt(`http://127.0.0.1:${port}`);
    const place = await openS3Place('s3://results', 'rw', { answer: 300, object: 600 });
    const cached = withCache(await temporaryStore(), place, 'rw');
    await cached.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await cached.commit(tableResult(1));
    silent = true;
    await Promise.all([2, 3, 4].map((seed) => cached.commit(tableResult(seed))));
    const began = performance.now();
    await cached.commit(tableResult(5));
    expect(performance.now() - began).toBeLessThan(5000);
    expect(cached.report()).toMatchObject({ given: 1, faults: [expect.stringContaining('nothing came within 1 s')] });
  });

  it('that is none is refused', async () => {
    await expect(openCachePlace(join(temporaryFolder(), 'none'), 'ro')).rejects.toThrow('there is no such folder');
    const far = join(temporaryFolder(), 'no', 'such', 'folder');
    await expect(openCachePlace(far, 'rw')).rejects.toThrow(/no.such.folder: there is no folder \S+such to make it in/);
    expect(existsSync(join(far, '..', '..'))).toBe(false);
    const made = join(temporaryFolder(), 'made');
    expect(await openCachePlace(made, 'rw')).toMatchObject({ isNew: true });
    expect(await openCachePlace(made, 'rw')).toMatchObject({ isNew: false });
    await expect(openCachePlace('https://here', 'ro')).rejects.toThrow('a cache is a folder or s3://bucket/prefix');
    for (const [address, fault] of [
      ['s3://', 's3://: names no bucket; write s3://bucket/prefix, as in s3://results/rgflow.'],
      ['s3:///prefix', 'names no bucket'],
      ['s3://b/p', "s3://b/p: 'b' is no name of a bucket, which has 3 to 63 lower-case letters"],
      ['s3://Results/p', "'Results' is no name of a bucket"],
      ['s3://results/a b', "the prefix 'a b' is to be of letters"],
      ['s3://results/a/../b', "the prefix 'a/../b' is to be of letters"],
      [
        's3:/results',
        's3:/results: a bucket is written as s3://bucket/prefix; for a folder of this name write ./s3:/results.',
      ],
      ['S3://results', 'a bucket is written as s3://bucket/prefix'],
      ['', 'its place is empty; give a folder or s3://bucket/prefix'],
    ] as const) {
      for (const mode of ['ro', 'rw', 'look'] as const)
        await expect(openCachePlace(address, mode)).rejects.toThrow(fault);
    }
  });
});
