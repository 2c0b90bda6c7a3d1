import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findBlas } from '../src/index.js';
import { processorFlags, suitedKernel, usualOnLinux } from '../src/openblas-kernel.js';

const avx2 = ['sse3', 'avx', 'avx2', 'fma', 'bmi1', 'bmi2'];
const avx512 = [...avx2, 'avx512f', 'avx512cd', 'avx512bw', 'avx512dq', 'avx512vl'];

describe('the kernel for a processor', () => {
  test.each([
    ['Prescott', avx512, 'SkylakeX'],
    ['Prescott', avx2, 'Haswell'],
    ['Barcelona', avx2, 'Haswell'],
    ['Nehalem', avx2, 'Haswell'],
    ['Prescott', ['sse3'], null],
    ['Prescott', [], null],
    // AVX-512 without the parts that the kernel is compiled for, as Knights Landing has it.
    ['Prescott', [...avx2, 'avx512f', 'avx512cd', 'avx512er', 'avx512pf'], 'Haswell'],
    // AVX2 that the system does not pass on whole.
    ['Prescott', ['sse3', 'avx', 'avx2'], null],
    ['Haswell', avx512, null],
    ['Zen', avx2, null],
    ['Cooperlake', avx512, null],
    ['SapphireRapids', avx512, null],
    ['a kernel of a later version', avx512, null],
    ['ARMV8', ['asimd', 'sve'], null],
  ])('OpenBLAS picked %s, flags %j: %s', (picked, flags, suited) => {
    expect(suitedKernel(picked, new Set(flags))).toBe(suited);
  });
});

const linux = process.platform === 'linux' && process.arch === 'x64';

test.runIf(linux)('flags are those of the system', () => {
  const [line] = execFileSync('grep', ['-m1', '^flags', '/proc/cpuinfo'], { encoding: 'utf8' }).split('\n');
  expect([...processorFlags()].sort().join(' ')).toBe(
    line!
      .replace(/^flags\s*: /, '')
      .split(' ')
      .sort()
      .join(' '),
  );
});

test.runIf(linux)('the libraries tried are those of findBlas, in its order', () => {
  const tried = findBlas('auto').attempts.map(({ library }) => library);
  expect(usualOnLinux.slice(0, tried.length)).toEqual(tried);
});

const found = linux && process.env.RGFLOW_BLAS !== 'none' ? findBlas().blas : null;

/** What a script says in a process of its own, in which nothing has loaded a library. */
function told(script: string, environment: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const { OPENBLAS_CORETYPE: _, ...env } = process.env;
  const whole = `
    import { execFileSync } from 'node:child_process';
    import { createRequire } from 'node:module';
    import { Worker } from 'node:worker_threads';
    const door = ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
    const { chooseOpenBlasKernel, createKernels, numericsOf } = await import(door);
    const numerics = () => numericsOf(createKernels({ arenaBytes: 2 ** 24 }));
    const koffi = createRequire(door)('koffi');
    const answer = {};
    ${script}
    process.stdout.write(JSON.stringify(answer));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', whole], {
    env: { ...env, ...environment },
    encoding: 'utf8',
  });
  return JSON.parse(out) as Record<string, unknown>;
}

const chooseAndMultiply = `
  answer.choice = chooseOpenBlasKernel();
  answer.numerics = numerics();`;

/** Whether it is an OpenBLAS that has several kernels. */
const obeys =
  found?.name.startsWith('OpenBLAS') === true &&
  told('answer.numerics = numerics();', { OPENBLAS_CORETYPE: 'Nehalem' }).numerics === `${found.name} (Nehalem)`;

describe.runIf(obeys)('the OpenBLAS of this machine', () => {
  const flags = processorFlags();
  const best = suitedKernel('Prescott', flags);

  test('uses the instructions of the processor, and the numerics name the kernel', () => {
    const { choice, numerics } = told(chooseAndMultiply) as { choice: Record<string, string>; numerics: string };
    expect(choice.library).toBe(found!.library);
    expect(suitedKernel(choice.kernel!, flags)).toBeNull();
    expect(choice.kernel).toBe(choice.suited ?? choice.picked);
    expect(numerics).toBe(`${found!.name} (${choice.kernel})`);
  });

  test('multiplies to the bits that it has where OPENBLAS_CORETYPE names the same kernel from the start', () => {
    const product = `
      const kernels = createKernels({ arenaBytes: 2 ** 24 });
      const [a, b, c] = [61 * 301, 301 * 53, 61 * 53].map((length) => kernels.float32(length));
      for (const x of [a, b]) for (let i = 0; i < x.length; i++) x[i] = Math.sin(i);
      kernels.gemm('n', 'n', 61, 53, 301, 1, a, b, 0, c);
      answer.bits = Buffer.from(c.buffer, c.byteOffset, c.byteLength).toString('base64');`;
    const { choice, bits } = told(`answer.choice = chooseOpenBlasKernel();${product}`);
    const { kernel } = choice as { kernel: string };
    expect(bits).toBe(told(product, { OPENBLAS_CORETYPE: kernel }).bits);
  });

  test('keeps the kernel that the user names, and says which would suit', () => {
    const { choice, numerics } = told(chooseAndMultiply, { OPENBLAS_CORETYPE: 'Nehalem' });
    expect(choice).toEqual({ library: found!.library, picked: 'Nehalem', kernel: 'Nehalem', suited: best });
    expect(numerics).toBe(`${found!.name} (Nehalem)`);
  });

  test('has the same kernel in every thread, and no program that is started from here is told of it', () => {
    const answer = told(`
      answer.kernel = chooseOpenBlasKernel().kernel;
      const script = \`
        const { parentPort } = await import('node:worker_threads');
        const { chooseOpenBlasKernel, createKernels, numericsOf } = await import(\${JSON.stringify(door)});
        const there = chooseOpenBlasKernel();
        parentPort.postMessage([there, numericsOf(createKernels({ arenaBytes: 2 ** 24 }))]);\`;
      const thread = () => new Promise((resolve, reject) => {
        const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(script)));
        worker.once('message', resolve).once('error', reject);
      });
      answer.threads = await Promise.all([thread(), thread(), thread()]);
      answer.here = numerics();
      answer.again = await thread();
      answer.environment = process.env.OPENBLAS_CORETYPE ?? 'unset';
      answer.child = execFileSync('sh', ['-c', 'echo \${OPENBLAS_CORETYPE-unset}'], { encoding: 'utf8' }).trim();`);
    const name = `${found!.name} (${answer.kernel})`;
    const inThread = [null, name];
    expect(answer).toMatchObject({ here: name, again: inThread, threads: [inThread, inThread, inThread] });
    expect(answer).toMatchObject({ environment: 'unset', child: 'unset' });
  });

  test('stays as it is where something in the process has it open already, and is named truly', () => {
    const answer = told(
      `
      const before = koffi.load(${JSON.stringify(found!.library)});
      delete process.env.OPENBLAS_CORETYPE;
      answer.choice = chooseOpenBlasKernel();
      answer.numerics = numerics();
      before.unload();`,
      { OPENBLAS_CORETYPE: 'Nehalem' },
    );
    expect(answer).toEqual({
      choice: { library: found!.library, picked: 'Nehalem', kernel: 'Nehalem', suited: best },
      numerics: `${found!.name} (Nehalem)`,
    });
  });

  test('is not loaded where RGFLOW_BLAS is none', () => {
    const maps = `answer.maps = (await import('node:fs')).readFileSync('/proc/self/maps', 'utf8').includes('openblas');`;
    expect(told(chooseAndMultiply + maps, { RGFLOW_BLAS: 'none' })).toMatchObject({ choice: null, maps: false });
  });
});

test.runIf(linux)('of a library that is no OpenBLAS, or is not there, nothing is said', () => {
  const script = `
    answer.choices = ['libc.so.6', 'libno-such-blas.so', 'none'].map((wanted) => chooseOpenBlasKernel(wanted));`;
  expect(told(script)).toEqual({ choices: [null, null, null] });
});
