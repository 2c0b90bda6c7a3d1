import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { StudyError } from '../errors.js';

/**
 * The content of a YAML file, and the place `file:line` of a path in it, or of the nearest enclosing path that is there.
 *
 * @throws {StudyError} if the text is not YAML, or a key stands twice, or is `__proto__`, which objects do not keep.
 */
export function readYaml(source: { readonly text: string; readonly file: string }): {
  readonly root: unknown;
  readonly lineOf: (path: readonly PropertyKey[]) => string;
} {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new StudyError(`${source.file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      const place = `${source.file}:${lines.linePos(key.range?.[0] ?? 0).line}`;
      throw new StudyError(`${place}: __proto__: there is no parameter of that name.`);
    },
  });
  const lineOf = (path: readonly PropertyKey[]): string => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const key of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
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
  return { root: document.toJS() as unknown, lineOf };
}
