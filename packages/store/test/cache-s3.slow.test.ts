import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCachePlace } from '../src/index.js';
import { expectOneWriter, expectShared } from './cache-behaviour.js';
import { carelessServer, type S3Server, s3Servers } from './s3-servers.js';

const BEFORE = { ...process.env };

/** What is said to a server on the loopback interface. */
function askAt(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any-secret',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: endpoint,
  });
}

afterAll(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_ENDPOINT_URL_S3']) {
    if (BEFORE[name] === undefined) delete process.env[name];
    else process.env[name] = BEFORE[name];
  }
});

for (const { name, lacking, start } of s3Servers) {
  describe.skipIf(lacking !== null)(
    `a cache in S3, of ${name}${lacking === null ? '' : `: skipped, ${lacking}`}`,
    () => {
      let server: S3Server;
      beforeAll(async () => {
        server = await start();
        askAt(server.endpoint);
        // Where buckets are not made by themselves.
        await fetch(`${server.endpoint}/results`, { method: 'PUT' });
      });
      afterAll(() => server?.close());

      it('gives what others have computed, and tells what differs', () => expectShared('s3://results/rgflow'));

      it('is written by one of twenty processes that write one name at one time', async () => {
        for (let round = 0; round < 3; round++) await expectOneWriter('s3://results/race', `results/aa/${round}.json`);
      });

      it('has nothing under a name that was never written, and takes each once', async () => {
        const place = await openCachePlace('s3://results', 'rw');
        expect(await place.get('results/none')).toBeNull();
        expect(await place.putIfAbsent('objects/empty', new Uint8Array())).toBe(true);
        expect(await place.putIfAbsent('objects/empty', Buffer.from('other'))).toBe(false);
        expect(await place.get('objects/empty')).toEqual(new Uint8Array());
        expect([await place.has('objects/empty'), await place.has('results/none')]).toEqual([true, false]);
      });
    },
  );
}

describe('a cache in S3', () => {
  it('whose server passes conditions over may be read and not written', async () => {
    const server = await carelessServer();
    askAt(server.endpoint);
    await expect(openCachePlace('s3://results', 'rw')).rejects.toThrow('the server overwrites what is there although');
    await openCachePlace('s3://results', 'ro');
    await server.close();
  });

  it('says what is missing, and who does not answer', async () => {
    askAt('http://127.0.0.1:9');
    await expect((await openCachePlace('s3://results', 'ro')).get('x')).rejects.toThrow('s3://results does not answer');
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await expect(openCachePlace('s3://results', 'ro')).rejects.toThrow(
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  });
});
