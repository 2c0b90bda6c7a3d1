import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { StudyError } from '../errors.js';

/**
 * The content of a YAML file, and the place `file:line` of a path in it, or of the nearest enclosing path that is there.
 *
 * @throws {StudyError} if the text is not YAML, or a key stands twice, or is `__proto__`, which objects do not keep, or an
 *   alias stands for nothing, for what it stands in, or for too much.
 */
export function readYaml(source: { readonly text: string; readonly file: string }): {
  readonly root: unknown;
  readonly lineOf: (path: readonly PropertyKey[]) => string;
} {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw new StudyError(`${source.file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const refuse = (node: { readonly range?: readonly number[] | null }, what: string): never => {
    throw new StudyError(`${source.file}:${lines.linePos(node.range?.[0] ?? 0).line}: ${what}`);
  };
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__') refuse(key, '__proto__: there is no parameter of that name.');
    },
    Alias: (_, alias, around) => {
      const meant = alias.resolve(document);
      if (meant === undefined) {
        refuse(
          alias,
          `*${alias.source}: no anchor &${alias.source} stands before it; write the value itself, or the anchor.`,
        );
      }
      if (around.includes(meant as never)) refuse(alias, `*${alias.source}: stands within what it stands for.`);
    },
  });
  const lineOf = (path: readonly PropertyKey[]): string => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const key of path) {
      if (isMap(node)) {
        const pair = pairOf(node, key, document);
        if (pair === undefined) break;
        if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        if (isScalar(node) && node.range) offset = node.range[0];
      } else break;
    }
    return `${source.file}:${lines.linePos(offset).line}`;
  };
  return { root: contentOf(document, source.file), lineOf };
}

/** The pair of a key in a mapping, or in one that is merged into it. */
function pairOf(map: YAMLMap, key: PropertyKey, document: Document): Pair | undefined {
  const own = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (own !== undefined) return own;
  for (const { key: word, value } of map.items) {
    if (!(isScalar(word) && word.source === '<<')) continue;
    for (const merged of isSeq(value) ? value.items : [value]) {
      const meant = isAlias(merged) ? merged.resolve(document) : merged;
      const found = isMap(meant) ? pairOf(meant, key, document) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Aliases of aliases of aliases make gigabytes of a few lines. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new StudyError(
      `${file}: its aliases stand for too much, by way of one another; write the values themselves.`,
    );
  }
}
