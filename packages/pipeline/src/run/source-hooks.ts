/** The text of modules by their file URL. */
export type Sources = ReadonlyMap<string, string>;

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: boolean;
}

/** What a loader does: `next` is the one after it, at last Node's own. */
export type Load<Result> = (
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Result,
) => Result | Loaded;

let sources: Sources = new Map();

/** Called by `module.register` with its data, in the thread of the hooks. */
export function initialize(data: Sources): void {
  sources = data;
}

export const load: Load<Promise<unknown>> = (url, context, next) => served(sources, url) ?? next(url, context);

export function served(from: Sources, url: string): Loaded | null {
  // A query makes another module of the same file.
  const source = from.get(url.replace(/[?#].*$/, ''));
  return source === undefined ? null : { format: 'module', source, shortCircuit: true };
}
