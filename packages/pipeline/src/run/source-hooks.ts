import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** Modules by their file URL. */
export type Sources = ReadonlyMap<string, { readonly source: string; readonly targets: ReadonlyMap<string, string> }>;

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: boolean;
}

interface Found {
  readonly url: string;
  readonly shortCircuit: boolean;
}

/** What a loader does: `next` is the one after it, at last Node's own. */
export type Load<Result> = (
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Result,
) => Result | Loaded;

/** What finds a module by a word that another imports it by. */
export type Resolve<Result> = (
  specifier: string,
  context: { readonly parentURL?: string; readonly conditions?: readonly string[] },
  next: (specifier: string, context: unknown) => Result,
) => Result | Found;

let port: MessagePort | null = null;
let given: Sources = new Map();

/** Called by `module.register` with its data, in the thread of the hooks: where the sources come from, once, later. */
export function initialize(data: MessagePort): void {
  port = data;
}

/** What was posted before a module is imported is there when it is looked for. */
function sources(): Sources {
  const message = port === null ? undefined : (receiveMessageOnPort(port) as { message: Sources } | undefined);
  if (message !== undefined) {
    given = message.message;
    port = null;
  }
  return given;
}

export const load: Load<Promise<unknown>> = (url, context, next) => served(sources(), url) ?? next(url, context);

export const resolve: Resolve<Promise<unknown>> = (specifier, context, next) =>
  found(sources(), specifier, context) ?? next(specifier, context);

export function served(from: Sources, url: string): Loaded | null {
  const source = from.get(withoutQuery(url))?.source;
  return source === undefined ? null : { format: 'module', source, shortCircuit: true };
}

/** What is Node's own is left to Node, and what is required: the same word may lead `require` elsewhere. */
export function found(
  from: Sources,
  specifier: string,
  { parentURL: parent, conditions = [] }: Parameters<Resolve<unknown>>[1],
): Found | null {
  const url =
    parent === undefined || conditions.includes('require')
      ? undefined
      : from.get(withoutQuery(parent))?.targets.get(specifier);
  return url?.startsWith('file:') ? { url, shortCircuit: true } : null;
}

/** A query makes another module of the same file. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}
