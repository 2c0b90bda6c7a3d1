import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { StudyError } from '../errors.js';

/**
 * The content of a YAML file, and the place `file:line` of a path in it, or of the nearest enclosing path that is there.
 *
 * @throws {StudyError} if the text is not YAML, or a key stands twice.
 */
export function readYaml(source: { readonly text: string; readonly file: string }): {
  readonly root: unknown;
  readonly lineOf: (path: readonly PropertyKey[]) => string;
} {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new StudyError(`${source.file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
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
