import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from '@rgflow/pipeline';
import { AwsClient } from 'aws4fetch';
import type { CachePlace } from './cache-place.js';
import { messageOf, StoreAccessError } from './errors.js';

/** How long one object may take. */
const LONGEST_MS = 120_000;
/** Times that something is tried again after an answer that says so. */
const RETRIES = 4;

/**
 * A cache in a bucket of S3 or of a server that speaks it. Credentials, region and endpoint are those of the environment, by
 * the names that Amazon's own programs use.
 *
 * @throws {StoreAccessError} if something of it is missing, or the server does not keep what is written first.
 */
export async function openS3Place(address: string, mode: 'ro' | 'rw' | 'look'): Promise<CachePlace> {
  const place = new S3Place(address);
  if (mode === 'rw') await place.demandConditionalWrites();
  return place;
}

class S3Place implements CachePlace {
  readonly #client: AwsClient;
  readonly #base: string;

  constructor(readonly address: string) {
    const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*?))?\/?$/.exec(address) ?? [];
    if (bucket === undefined) {
      throw new StoreAccessError(`--cache: ${address}: expected s3://bucket/prefix, as in s3://results/rgflow.`);
    }
    const { env } = process;
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
    if (!accessKeyId || !secretAccessKey) {
      throw new StoreAccessError(
        `--cache: ${address}: who asks is not known; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      );
    }
    const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
    const endpoint = (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL)?.replace(/\/+$/, '');
    const host = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`;
    this.#base = prefix === '' ? host : `${host}/${prefix}`;
    const sessionToken = env.AWS_SESSION_TOKEN;
    this.#client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
      region,
      service: 's3',
      retries: RETRIES,
    });
  }

  async get(name: string): Promise<Uint8Array | null> {
    const response = await this.#ask(name, { method: 'GET' });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    const body = await response.text();
    // A bucket that is not there is no empty cache.
    if (response.status === 404 && !/NoSuchBucket/.test(body)) return null;
    throw this.#refused('read', name, response.status, body);
  }

  async has(name: string): Promise<boolean> {
    const { ok, status } = await this.#ask(name, { method: 'HEAD' });
    if (ok || status === 404) return ok;
    throw this.#refused('read', name, status, '');
  }

  async putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean> {
    const headers = {
      'If-None-Match': '*',
      'Content-Type': 'application/octet-stream',
      // The server compares it with what came.
      'X-Amz-Content-Sha256': digestOf(bytes),
    };
    for (let attempt = 0; ; attempt++) {
      const response = await this.#ask(name, { method: 'PUT', headers, body: bytes as Uint8Array<ArrayBuffer> });
      const body = await response.text();
      if (response.ok) return true;
      if (response.status === 412) return false;
      // Two write it at one time, and the server leaves it to them to ask again.
      if (response.status !== 409 || attempt === RETRIES) throw this.#refused('write', name, response.status, body);
      await pause(50 * (attempt + 1));
    }
  }

  /** Some servers pass the condition over, and the last writer would win. */
  async demandConditionalWrites(): Promise<void> {
    const name = 'conditional-writes';
    const bytes = Buffer.from('Written once: a second write is refused by servers that may hold this cache.\n');
    await this.putIfAbsent(name, bytes);
    if (await this.putIfAbsent(name, bytes)) {
      throw new StoreAccessError(
        `--cache: ${this.address}: the server overwrites what is there although it is told not to (If-None-Match), so that writers ` +
          'would overwrite one another; use --cache ro, or a server that knows conditional writes.',
      );
    }
  }

  async #ask(name: string, init: RequestInit): Promise<Response> {
    const url = `${this.#base}/${name}`;
    try {
      return await this.#client.fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_MS) });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      throw new StoreAccessError(`--cache: ${this.address} does not answer (${messageOf(error)}${cause}).`);
    }
  }

  #refused(verb: string, name: string, status: number, body: string): StoreAccessError {
    const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1];
    return new StoreAccessError(
      `--cache: ${this.address}: cannot ${verb} ${name}: ${status}${code === undefined ? '' : ` ${code}`}; check bucket, rights and region.`,
    );
  }
}
