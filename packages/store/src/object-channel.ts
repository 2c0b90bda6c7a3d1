import { readSync, writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { FetchObject } from './fetched-objects.js';

/**
 * Objects, one at a time, from the process that has the store to one that answers a query. That one asks in the midst of a
 * query and can do nothing but wait, so it reads and writes without the event loop: a digest and a line feed go
 * out, the length in eight bytes (-1 for none) and the bytes come back.
 */
const DIGEST = 64;
const LENGTH = 8;
const NONE = -1n;

/** Answers at this end, until the other one is gone. */
export function serveObjects(channel: Duplex, read: (digest: string) => Promise<Uint8Array | null>): void {
  let asked = '';
  let answering = Promise.resolve();
  channel.on('error', () => undefined);
  channel.on('data', (part: Buffer) => {
    asked += part.toString('latin1');
    for (let end = asked.indexOf('\n'); end !== -1; end = asked.indexOf('\n')) {
      const digest = asked.slice(0, end);
      asked = asked.slice(end + 1);
      answering = answering.then(async () => {
        const bytes = await read(digest).catch(() => null);
        const head = Buffer.alloc(LENGTH);
        head.writeBigInt64LE(bytes === null ? NONE : BigInt(bytes.length));
        channel.write(head);
        if (bytes !== null) channel.write(bytes);
      });
    }
  });
}

/** Asks at the other end, by its file descriptor. @throws {Error} once nobody answers. */
export function objectsBehind(descriptor: number): FetchObject {
  return (digest) => {
    if (digest.length !== DIGEST) return null;
    writeAll(descriptor, Buffer.from(`${digest}\n`, 'latin1'));
    const length = readAll(descriptor, LENGTH).readBigInt64LE();
    return length === NONE ? null : readAll(descriptor, Number(length));
  };
}

function readAll(descriptor: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let have = 0; have < length; ) {
    const count = patiently(() => readSync(descriptor, bytes, have, length - have, null));
    if (count === 0) throw new Error('the process that has the store has ended');
    have += count;
  }
  return bytes;
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; )
    done += patiently(() => writeSync(descriptor, bytes, done, bytes.length - done));
}

/** A pipe may be set not to wait. */
function patiently(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
