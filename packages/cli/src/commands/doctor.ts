import type { Diagnosis, StoreState } from '@rgflow/workbench';
import { diagnose } from '@rgflow/workbench/diagnosis';
import { shortPath } from '@rgflow/workbench/study-text';
import { type Colors, colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { fasterBlasAdvice } from '../faster-blas.js';
import { testedOn } from '../tested-on.js';
import { pad } from '../text-table.js';
import { version } from '../version.js';

interface DoctorOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Says which BLAS is in use and how fast it is, how to get a faster one, and the state of the store. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const diagnosis = await diagnose(version(), options.store);
  const advice = fasterBlasAdvice();
  const text =
    options.json === true
      ? JSON.stringify({ ...diagnosis, gemm: { ...diagnosis.gemm, advice } })
      : diagnosisText(diagnosis, advice, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return exitCode.ok;
}

function diagnosisText(diagnosis: Diagnosis, faster: readonly string[], colors: Colors): string {
  const { bold, dim, green, yellow } = colors;
  const { gemm, machine, store } = diagnosis;
  const line = (name: string, text: string): string => `  ${pad(dim(name), 12, 'left')}  ${text}`;
  const next = (text: string): string => line('', text);

  const { inUse, wasm } = gemm;
  const speed = (gflops: number): string => `${gflops.toPrecision(3)} GFLOP/s`;
  const library = [inUse.library, inUse.kernel === null ? null : `kernel ${inUse.kernel}`, threadsText(inUse.threads)]
    .filter((part) => part !== null)
    .join(', ');
  const fast = inUse.kind === 'blas';
  const tried = gemm.tried
    .filter(({ refused }) => refused !== null)
    .map(({ library: name, refused }) => `${name}: ${shortened(refused!)}`);
  const wanted = gemm.choice === 'auto' ? [] : [line('RGFLOW_BLAS', gemm.choice)];
  const advice = faster.map((text, i) => line(i > 0 ? '' : fast ? 'others' : 'faster', fast ? dim(text) : text));

  const memory = `${gigabytes(machine.memoryBytes)} GB, ${gigabytes(machine.freeMemoryBytes)} GB free`;
  return [
    `${bold('rgflow')} ${diagnosis.rgflow}`,
    '',
    bold('Matrix products'),
    line('in use', `${fast ? green(inUse.name) : yellow(inUse.name)} ${dim(`(${library})`)}`),
    line(
      'speed',
      `${bold(speed(inUse.gflops))} on one thread${fast ? `; rgflow's own WASM gemm ${speed(wasm.gflops)}` : ''}`,
    ),
    ...wanted,
    ...(fast ? kernelText(gemm.openBlas, colors).map(next) : []),
    ...gemm.warnings.map((warning) => line('warning', yellow(warning))),
    ...tried.map((text, i) => line(i === 0 ? 'not taken' : '', dim(text))),
    ...advice,
    ...(fast && wasm.gflops > inUse.gflops
      ? [next(yellow('Slower than the WASM gemm: install one of the others, or set RGFLOW_BLAS=none.'))]
      : []),
    '',
    bold('Machine'),
    line('node', machine.node),
    line('processor', `${machine.cpu}, ${counted(machine.cores, 'core')} (${machine.platform})`),
    line('memory', memory),
    ...testedOn().map((text, i) =>
      line(i === 0 ? 'tested' : '', i === 0 && process.platform !== 'linux' ? yellow(text) : dim(text)),
    ),
    line('tfjs-node', tfjsNodeText(diagnosis, colors)),
    '',
    bold('Store'),
    line('file', shortPath(store.file)),
    line('state', storeText(store, colors)),
  ].join('\n');
}

/** Of an OpenBLAS that picked a kernel for processors older than this one. */
function kernelText(openBlas: Diagnosis['gemm']['openBlas'], { dim, yellow }: Colors): readonly string[] {
  if (openBlas === null || openBlas.suited === null) return [];
  const { picked, kernel, suited } = openBlas;
  if (kernel !== picked)
    return [dim(`OpenBLAS picked ${picked}, which is for older processors; rgflow has it use ${kernel}`)];
  return [yellow(`The kernel ${kernel} is for older processors: set OPENBLAS_CORETYPE=${suited}.`)];
}

function tfjsNodeText({ tfjsNode, tfjsNodeChoice: folder }: Diagnosis, { dim, yellow }: Colors): string {
  const pure = dim('--engine tfjs uses @tensorflow/tfjs-core in pure JavaScript');
  if (folder === null) return tfjsNode ?? `not installed; ${pure}`;
  if (folder === 'none') return `not used, RGFLOW_TFJS_NODE is none; ${pure}`;
  if (tfjsNode === null) return yellow(`not in ${folder}, which RGFLOW_TFJS_NODE names: --engine tfjs will not start`);
  return `${tfjsNode} ${dim(`in ${folder}, which RGFLOW_TFJS_NODE names`)}`;
}

function storeText({ state, bytes, runs, message }: StoreState, { green, red, yellow }: Colors): string {
  const size = bytes === null ? '' : `, ${(bytes / 1e6).toFixed(1)} MB`;
  switch (state) {
    case 'ready':
      return `${green('ready')}${size}, ${countedRuns(runs ?? 0)}`;
    case 'none yet':
      return 'none yet; the first `rgflow run` makes it';
    case 'in use':
      return `${yellow('in use')}${size}${runs === null ? '' : `, ${countedRuns(runs)}`}, by ${message}`;
    case 'unusable':
      return `${red('unusable')}: ${message}`;
    default:
      return state satisfies never;
  }
}

function countedRuns(runs: number): string {
  return counted(runs, 'run');
}

function threadsText(threads: number): string {
  return counted(threads, 'thread');
}

/** What the system's loader says begins with the library's name and may name a file that is not there twice. */
function shortened(text: string): string {
  if (/cannot open shared object file|no such file|not found|could not be found/i.test(text)) return 'not here';
  return text.split('\n')[0]!;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
