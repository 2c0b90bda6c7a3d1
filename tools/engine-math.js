// Checks that nothing in packages/*/src takes bits from what ECMAScript leaves to the engine: no power operator, and of
// Math only what is exact, or has the same bits on every Node of CI (packages/numerics/test/engine-bits.test.ts holds each
// to it). It reads the built JavaScript, as keys do. Exit 1 and one line per fault, with what to write instead.
//
//     node tools/engine-math.js            what is built of packages/*/src
//     node tools/engine-math.js a.js       other files
//     node tools/engine-math.js --guarded  the functions whose bits the test guards
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';
import { refuse } from './arguments.js';
import { filesBelow, packages, shown } from './sources.js';

/** Specified to the last bit: correctly rounded, or no rounding at all. */
const exact = new Set(
  [
    ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
    ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
  ].flat(),
);

/** Approximations of the engine's own that are the same on Node 20, 22 and 24. */
const guarded = [
  ['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'cbrt', 'hypot'],
  ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
  ['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
].flat();
const allowed = new Set([...exact, ...guarded]);

const measure = 'packages/numerics/test/expected/math-bits.js';
const instead =
  'write square(x), x * x * x, powerOfTwo(n) or pow(x, y) of @rgflow/numerics, or 1e-3 for a power of ten.';

if (process.argv[2] === '--guarded') {
  console.log(guarded.join(' '));
} else {
  const named = process.argv.slice(2).map((file) => resolve(file));
  for (const file of named) if (!existsSync(file)) refuse(`${file}: there is no such file.`);
  const files = named.length > 0 ? named : packages().flatMap(({ folder }) => built(folder));
  const faults = files.flatMap(faultsIn);
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exit(1);
  }
}

/** What is built of the sources that there are. */
function built(folder) {
  return filesBelow(join(folder, 'src'), /(?<!\.d)\.ts$/).map((source) => {
    const file = join(folder, 'dist', source.slice(join(folder, 'src').length + 1)).replace(/ts$/, 'js');
    if (!existsSync(file)) throw new Error(`${shown(source)} is not built; run 'npm run build' first.`);
    return file;
  });
}

function faultsIn(file) {
  const text = readFileSync(file, 'utf8');
  const place = placesIn(file);
  const faults = [];
  const fault = ({ loc }, what) => faults.push(`${place(loc.start)}: ${what}`);
  const checkMath = (node, parent) => {
    if (parent?.type !== 'MemberExpression' || parent.object !== node || parent.computed) {
      fault(node, 'Math is handed on; write Math.name where it is used, so that this check sees which functions.');
      return;
    }
    const { name } = parent.property;
    if (name === 'pow') fault(node, `Math.pow has other bits on other engines; ${instead}`);
    else if (!allowed.has(name))
      fault(node, `Math.${name} is not among the functions; measure it with ${measure}, and guard it.`);
  };
  ancestor(parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), {
    BinaryExpression(node) {
      if (node.operator === '**' && !isPowerOfTwo(node))
        fault(node, `x ** y has other bits on other engines; ${instead}`);
    },
    AssignmentExpression(node) {
      if (node.operator === '**=') fault(node, `x **= y has other bits on other engines; ${instead}`);
    },
    Identifier(node, _, ancestors) {
      if (node.name === 'Math') checkMath(node, ancestors.at(-2));
    },
    MemberExpression(node) {
      // globalThis.Math
      if (!node.computed && node.property.name === 'Math') checkMath(node, null);
    },
  });
  return faults;
}

/** 2 ** 20, a literal 2 to a literal whole number, is exact on every engine. */
function isPowerOfTwo({ left, right }) {
  const exponent = right.type === 'UnaryExpression' && right.operator === '-' ? right.argument : right;
  return left.type === 'Literal' && left.value === 2 && exponent.type === 'Literal' && Number.isInteger(exponent.value);
}

/** Says where in the sources a place of a built file comes from. */
function placesIn(file) {
  const map = existsSync(`${file}.map`) ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))) : null;
  return ({ line, column }) => {
    const { originalSource, originalLine } = map?.findEntry(line - 1, column) ?? {};
    return originalSource === undefined
      ? `${shown(file)}:${line}`
      : `${shown(join(dirname(file), originalSource))}:${originalLine + 1}`;
  };
}
