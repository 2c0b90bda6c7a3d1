import { fileURLToPath } from 'node:url';
import { startPeer } from './peer-process.js';

const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** KSG with scikit-learn on pairs of two units each: see ksg.py. */
export function startKsg(python, { x, y, units, neighbours }) {
  return start(python, 'ksg.py', [], { 'problem.json': { units, neighbours }, 'x.f64': x, 'y.f64': y });
}

/** The bounds of a noisy layer with numpy: see noise_kernel.py. */
export function startNoiseKernel(python, dtype, { h, units, noiseVariance }) {
  return start(python, 'noise_kernel.py', [dtype], { 'problem.json': { units, noiseVariance }, 'h.f32': h });
}

/** The search for order and ground state with numpy: see hfm_search.py. */
export function startHfmSearch(python, search, { units, counts }) {
  return start(python, 'hfm_search.py', [search], { 'problem.json': { units }, 'counts.f64': counts });
}

/** Restricted Boltzmann machines with scikit-learn or PyTorch: see boltzmann_machine.py. */
export function startBoltzmannMachine(python, kind, problem, states) {
  return start(python, 'boltzmann_machine.py', [kind], { 'problem.json': problem, 'states.u8': states });
}

function start(command, script, options, files) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return startPeer({ command, script: path, options, env: ONE_THREAD }, files);
}
