// The bits of the functions of Math, which ECMAScript leaves to the engine.
//
//     node math-bits.js [--count 1000000] [--only pow,exp] /path/to/node20 /path/to/node22 /path/to/node24
//
// asks each function for so many arguments of each range on each Node, as it comes and with its interpreter alone
// (`--jitless`), and prints how many answers differ from those of the first, and by how many last places at most. The
// README of this package has what it found.
//
//     node math-bits.js --digests > math-bits.json
//
// prints a digest of the answers of this Node, for the functions that the stages of rgflow use.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const script = fileURLToPath(import.meta.url);

/** Uniform 32-bit integers (mulberry32): integer operations only, the same on every engine. */
let state = 1;
function next() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
const unit = () => (next() * 0x200000 + (next() >>> 11)) / 0x20000000000000;
const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** A number of random digits and sign, with a binary exponent between two, both included. */
function scaled(lowest, highest) {
  words[0] = next();
  words[1] = (next() & 0x800fffff) | ((lowest + 1023 + (next() % (highest - lowest + 1))) << 20);
  return float[0];
}

const ranges = {
  'every double': () => {
    words[0] = next();
    words[1] = next();
    return float[0];
  },
  subnormal: () => {
    words[0] = next();
    words[1] = next() & 0x800fffff;
    return float[0];
  },
  '2^-60 to 2^10': () => scaled(-60, 9),
  '-1 to 1': () => 2 * unit() - 1,
  '-40 to 40': () => 80 * unit() - 40,
  '-750 to 750': () => 1500 * unit() - 750,
  'near 1': () => 1 + scaled(-53, -3),
  'near multiples of pi/2': () => (next() % 100000) * (Math.PI / 2) * (1 + scaled(-52, -40)),
  '2^10 to 2^1023': () => scaled(10, 1023),
};

const pairs = {
  'x 0 to 1, y 0 to 60': () => [unit(), 60 * unit()],
  'x every positive, y -2 to 2': () => [Math.abs(scaled(-1000, 1000)), 4 * unit() - 2],
  'x near 1, y to 2^40': () => [1 + scaled(-40, -5), scaled(0, 40)],
  'x every double, y every double': () => [ranges['every double'](), ranges['every double']()],
  'x any, y integer to 20': () => [scaled(-20, 20), (next() % 41) - 20],
  'x any, y 2': () => [scaled(-20, 20), 2],
  'x any, y 3': () => [scaled(-20, 20), 3],
  'x any, y 4': () => [scaled(-20, 20), 4],
  'x any, y 1/2': () => [Math.abs(scaled(-20, 20)), 0.5],
  'x any, y -1': () => [scaled(-20, 20), -1],
  'x 2, y any': () => [2, 2000 * unit() - 1000],
  'x 2, y integer': () => [2, (next() % 2098) - 1074],
  'x 10, y integer': () => [10, (next() % 632) - 323],
};

const ofPairs = new Set(['pow', '**', 'atan2', 'hypot']);

/** Those of the stages, and of the libraries that they use. */
const used = {
  exp: (x) => Math.exp(x),
  expm1: (x) => Math.expm1(x),
  log: (x) => Math.log(x),
  log1p: (x) => Math.log1p(x),
  log2: (x) => Math.log2(x),
  log10: (x) => Math.log10(x),
  cbrt: (x) => Math.cbrt(x),
  hypot: (x, y) => Math.hypot(x, y),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  asin: (x) => Math.asin(x),
  acos: (x) => Math.acos(x),
  atan: (x) => Math.atan(x),
  atan2: (x, y) => Math.atan2(x, y),
  sinh: (x) => Math.sinh(x),
  cosh: (x) => Math.cosh(x),
  tanh: (x) => Math.tanh(x),
  asinh: (x) => Math.asinh(x),
  acosh: (x) => Math.acosh(x),
  atanh: (x) => Math.atanh(x),
};

const functions = {
  pow: Math.pow,
  '**': (x, y) => x ** y,
  '** 2': (x) => x ** 2,
  '** 3': (x) => x ** 3,
  '** 4': (x) => x ** 4,
  '** -1': (x) => x ** -1,
  '** 0.5': (x) => x ** 0.5,
  '2 **': (x) => 2 ** x,
  '10 **': (x) => 10 ** x,
  'hypot of three': (x) => Math.hypot(x, 0.3, -1.7),
  sqrt: (x) => Math.sqrt(x),
  ...used,
};

const { values, positionals } = parseArgs({
  options: {
    count: { type: 'string' },
    only: { type: 'string' },
    digests: { type: 'boolean' },
    answers: { type: 'string' },
  },
  allowPositionals: true,
});

if (values.digests) {
  const count = Number(values.count ?? 4000);
  const digests = Object.keys(used).map((name) => [
    name,
    Object.keys(rangesOf(name))
      .reduce((hash, range) => hash.update(answers(name, range, count)), createHash('sha256'))
      .digest('hex'),
  ]);
  console.log(JSON.stringify(Object.fromEntries(digests), null, 1));
} else if (values.answers !== undefined) {
  process.stdout.write(answers(...values.answers.split('|'), Number(values.count)));
} else {
  compare(positionals, Number(values.count ?? 1_000_000), values.only?.split(',') ?? Object.keys(functions));
}

function rangesOf(name) {
  return ofPairs.has(name) ? pairs : ranges;
}

/** The bytes of float64, with one NaN for all. */
function answers(name, range, count) {
  const f = functions[name];
  const draw = rangesOf(name)[range];
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (ofPairs.has(name)) {
      const [x, y] = draw();
      out[i] = f(x, y);
    } else {
      out[i] = f(draw());
    }
  }
  const bits = new BigUint64Array(out.buffer);
  out.forEach((value, i) => {
    if (Number.isNaN(value)) bits[i] = 0x7ff8000000000000n;
  });
  return new Uint8Array(out.buffer);
}

function compare(nodes, count, names) {
  const engines = nodes.flatMap((node) => [
    { node, flags: [] },
    { node, flags: ['--jitless'] },
  ]);
  engines.forEach(({ node, flags }, i) => {
    const asked = "[process.version, process.arch, 'V8', process.versions.v8].join(' ')";
    console.log(`${i}: ${spawnSync(node, ['-p', asked], { encoding: 'utf8' }).stdout.trim()} ${flags.join(' ')}`);
  });
  for (const name of names) {
    for (const range of Object.keys(rangesOf(name))) {
      const all = engines.map((engine) => answersOf(engine, name, range, count));
      const apart = all.map((each) => difference(all[0], each));
      const found = apart.map(({ differ, places }) => (differ === 0 ? '-' : `${differ} by ${places}`)).join('  ');
      const isSame = apart.every(({ differ }) => differ === 0);
      console.log(`${name.padEnd(15)}${range.padEnd(32)}${isSame ? 'same' : found}`);
    }
  }
}

function answersOf({ node, flags }, name, range, count) {
  const asked = [...flags, script, '--count', String(count), '--answers', `${name}|${range}`];
  const { stdout, status, stderr } = spawnSync(node, asked, { maxBuffer: 16 * count });
  if (status !== 0) throw new Error(`${node} ${name} ${range}: ${stderr}`);
  return new BigInt64Array(new Uint8Array(stdout).buffer);
}

/** How many answers differ, and in how many last places at most. */
function difference(a, b) {
  let differ = 0;
  let places = 0n;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    differ += 1;
    const apart = a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    if (apart > places) places = apart;
  }
  return { differ, places };
}
