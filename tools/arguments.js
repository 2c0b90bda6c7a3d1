// What tools are given: what they do not know ends them with exit code 2, so that no name is passed over in silence.
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './sources.js';

/** Says why, and ends with exit code 2. */
export function refuse(message) {
  console.error(message);
  process.exit(2);
}

/** As `parseArgs` of Node. */
export function argumentsOf(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(error.message);
  }
}

/** Whether there is `--check`, of a tool that takes nothing else. */
export function isCheck() {
  return argumentsOf({ options: { check: { type: 'boolean', default: false } } }).values.check;
}

/**
 * Those of the known names that are asked for, all if none is; an unknown one is refused. Of files in a folder a path is as
 * good as a name.
 */
export function namesAsked(asked, known, { what, folder }) {
  const nameOf = (given) => {
    if (known.includes(given)) return given;
    const paths = folder === undefined ? [] : [resolve(given), resolve(root, given)];
    const inside = paths.map((path) => relative(folder, path)).find((path) => known.includes(path));
    return inside ?? refuse(`${given}: there is no ${what} of that name; there are ${known.join(', ')}.`);
  };
  const names = new Set(asked.map(nameOf));
  return known.filter((name) => names.size === 0 || names.has(name));
}
