import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from '@rgflow/pipeline';
import { AwsClient } from 'aws4fetch';
import type { CachePlace } from './cache-place.js';
import { CacheSilentError, messageOf, StoreAccessError } from './errors.js';

/** How long a server may be silent before it answers, and how long one object may take, in milliseconds. */
const LIMITS = { answer: 20_000, object: 120_000 };
/** Bytes that a writer needs to send in a millisecond; a server answers when it has all. */
const SLOWEST = 1000;
/** Times that something is tried again after an answer that says so. */
const RETRIES = 4;

/**
 * A cache in a bucket of S3 or of a server that speaks it. Credentials, region and endpoint are those of the environment, by
 * the names that Amazon's own programs use.
 *
 * A server that does not answer is a place with a fault.
 *
 * @throws {StoreAccessError} if something of it is missing, or the server does not keep what is written first.
 */
export async function openS3Place(
  address: string,
  mode: 'ro' | 'rw' | 'look',
  limits: typeof LIMITS = LIMITS,
): Promise<CachePlace> {
  const place = new S3Place(address, limits);
  if (mode === 'rw') await place.demandConditionalWrites();
  return place;
}

class S3Place implements CachePlace {
  readonly #client: AwsClient;
  readonly #base: string;

  fault: string | undefined;

  constructor(
    readonly address: string,
    private readonly limits: typeof LIMITS,
  ) {
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/*(.*?)\/*$/.exec(address) ?? [];
    if (bucket === '') {
      throw new StoreAccessError(
        `--cache: ${address}: names no bucket; write s3://bucket/prefix, as in s3://results/rgflow.`,
      );
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      throw new StoreAccessError(
        `--cache: ${address}: '${bucket}' is no name of a bucket, which has 3 to 63 lower-case letters, digits, '.' and '-', as in ` +
          's3://results/rgflow.',
      );
    }
    if (!/^[\w.=/-]*$/.test(prefix) || /(^|\/)(\.{0,2})(\/|$)/.test(prefix === '' ? 'x' : prefix)) {
      throw new StoreAccessError(
        `--cache: ${address}: the prefix '${prefix}' is to be of letters, digits, '_', '.', '=' and '-', with single '/' between, as in ` +
          's3://results/rgflow/2026.',
      );
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
    const { status, bytes, text } = await this.#ask(name, { method: 'GET' });
    if (isGood(status)) return bytes;
    // A bucket that is not there is no empty cache.
    if (status === 404 && !/NoSuchBucket/.test(text())) return null;
    throw this.#refused('read', name, status, text());
  }

  async has(name: string): Promise<boolean> {
    const { status } = await this.#ask(name, { method: 'HEAD' });
    if (isGood(status) || status === 404) return isGood(status);
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
      const { status, text } = await this.#ask(name, {
        method: 'PUT',
        headers,
        body: bytes as Uint8Array<ArrayBuffer>,
      });
      if (isGood(status)) return true;
      if (status === 412) return false;
      // Two write it at one time, and the server leaves it to them to ask again.
      if (status !== 409 || attempt === RETRIES) throw this.#refused('write', name, status, text());
      await pause(50 * (attempt + 1));
    }
  }

  /** Some servers pass the condition over, and the last writer would win. */
  async demandConditionalWrites(): Promise<void> {
    const name = 'conditional-writes';
    const bytes = Buffer.from('Written once: a second write is refused by servers that may hold this cache.\n');
    try {
      await this.putIfAbsent(name, bytes);
      if (!(await this.putIfAbsent(name, bytes))) return;
    } catch (error) {
      if (!(error instanceof CacheSilentError)) throw error;
      this.fault = error.message;
      return;
    }
    throw new StoreAccessError(
      `--cache: ${this.address}: the server overwrites what is there although it is told not to (If-None-Match), so that writers ` +
        'would overwrite one another; use --cache ro, or a server that knows conditional writes.',
    );
  }

  /** The whole answer. @throws {CacheSilentError} if none comes, or not all of it in time. */
  async #ask(name: string, init: RequestInit & { readonly body?: Uint8Array<ArrayBuffer> }): Promise<Answer> {
    const { answer, object } = this.limits;
    const gone = new AbortController();
    const patience = new Patience(gone);
    try {
      patience.wait(answer + (init.body?.length ?? 0) / SLOWEST);
      const response = await patience.race(
        this.#client.fetch(`${this.#base}/${name}`, { ...init, signal: gone.signal }),
      );
      patience.wait(object);
      const bytes = await wholeBody(response, patience);
      return { status: response.status, bytes, text: () => Buffer.from(bytes).toString() };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      throw new CacheSilentError(`--cache: ${this.address} does not answer (${messageOf(error)}${cause}).`);
    } finally {
      patience.end();
    }
  }

  #refused(verb: string, name: string, status: number, body: string): StoreAccessError {
    const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1];
    const said = `--cache: ${this.address}: cannot ${verb} ${name}: ${status}${code === undefined ? '' : ` ${code}`}`;
    // Of the server, and not of who asks.
    if (status >= 500 || status === 429) return new CacheSilentError(`${said}.`);
    return new StoreAccessError(`${said}; check bucket, rights and region.`);
  }
}

/**
 * Waits for no longer than it is told. A signal alone is not enough: `fetch` forgets it once a request has its headers and
 * nobody holds the request.
 */
class Patience {
  #timer: NodeJS.Timeout | undefined;
  #end: (error: Error) => void = () => undefined;
  readonly #ended = new Promise<never>((_, reject) => {
    this.#end = reject;
  });

  constructor(private readonly gone: AbortController) {
    this.#ended.catch(() => undefined);
  }

  /** So many milliseconds from now on. */
  wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const error = new Error(`nothing came within ${Math.ceil(milliseconds / 1000)} s`);
      this.#end(error);
      this.gone.abort(error);
    }, milliseconds);
  }

  race<Result>(result: Promise<Result>): Promise<Result> {
    return Promise.race([result, this.#ended]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function wholeBody({ body }: Response, patience: Patience): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await patience.race(reader.read());
      if (done) return new Uint8Array(Buffer.concat(parts));
      parts.push(value);
    }
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  text(): string;
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
