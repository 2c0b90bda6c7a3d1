// npm run bench [-- --quick] [-- --no-peers]: the figures of the README, with the machine they were measured on.
import { parseArgs } from 'node:util';

// Both choose OpenBLAS's kernel behind its back; they must be gone before the library is loaded, here and in children.
delete process.env.OPENBLAS_CORETYPE;
delete process.env.OPENBLAS_L2_SIZE;

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, peers: { type: 'boolean' } },
  allowNegative: true,
});
const options = {
  quick: values.quick ?? false,
  peers: values.peers ?? true,
  print: (line) => process.stdout.write(`${line}\n`),
};

const { chooseOpenBlasKernel, createKernels } = await import('@rgflow/kernels');
const { machineLine } = await import('./machine.js');
const { gemm } = await import('./gemm.js');
const { autoencoderStep } = await import('./autoencoder-step.js');
const { klCurve } = await import('./kl-curve.js');
const { ksg } = await import('./ksg.js');
const { boltzmannMachine } = await import('./boltzmann-machine.js');
const { boltzmannStep } = await import('./boltzmann-step.js');
const { hfmSearch } = await import('./hfm-search.js');
const { noiseKernel } = await import('./noise-kernel.js');
const { queriesBesideARun } = await import('./queries-beside-a-run.js');
const { trainingStep } = await import('./training-step.js');
const { twoAtOnce } = await import('./two-at-once.js');

// As a run does; peers, which are processes of their own, pick theirs.
chooseOpenBlasKernel();
options.print(machineLine(createKernels().gemmImplementation));
options.print('');
gemm(options);
options.print('');
await trainingStep(options);
options.print('');
await autoencoderStep(options);
options.print('');
await twoAtOnce(options);
options.print('');
klCurve(options);
options.print('');
await ksg(options);
options.print('');
await noiseKernel(options);
options.print('');
await hfmSearch(options);
options.print('');
boltzmannStep(options);
options.print('');
await boltzmannMachine(options);
options.print('');
await queriesBesideARun(options);
