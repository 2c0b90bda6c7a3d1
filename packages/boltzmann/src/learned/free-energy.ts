import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { dataWindow, place } from './arena-data.js';
import { checkData, checkFinite, type LearnedMachine, machineShape, type UnitData } from './machine.js';

const ROWS = 512;

/**
 * F(v) = -ln Σ_h e^{-E(v, h)} of each row, in nats: p(v) = e^{-F(v)} / Z.
 *
 *     F(v) = -b·v - Σⱼ ln(1 + e^{cⱼ + (vᵀW)ⱼ}),    for Gaussian units |v - b|²/2 - Σⱼ ...
 *
 * @param states  Values of the visible units, not probabilities: see `drawStates`. Bytes are 255ths.
 * @returns       Shape (count). Products in float32, sums in float64: to about 1e-6 of the sizes of the terms.
 * @throws {ShapeError}   if the states have another number of units.
 * @throws {DomainError}  if the machine is not finite.
 */
export function freeEnergies(machine: LearnedMachine, states: UnitData, kernels: Kernels): Float64Array {
  const where = 'freeEnergies';
  const { visible, hidden } = machineShape(where, machine);
  checkData(where, states, visible);
  checkFinite(where, machine);
  const energies = new Float64Array(states.count);
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const window = dataWindow(kernels, states, ROWS);
    const [weights, b, c] = [
      place(kernels, machine.weights),
      place(kernels, machine.visibleBiases),
      place(kernels, machine.hiddenBiases),
    ];
    const [v, z] = [kernels.float32(ROWS * visible), kernels.float32(ROWS * hidden)];
    const [fields, sums, squares] = [kernels.float32(ROWS), kernels.float64(ROWS), new Float64Array(2 * ROWS)];
    const squareOfBias = kernels.moments(b).variance * visible + kernels.moments(b).mean * kernels.sum(b);
    for (let first = 0; first < states.count; first += ROWS) {
      const rows = Math.min(ROWS, states.count - first);
      window.slice(first, rows);
      window.valuesTo(v, rows);
      kernels.gemm('n', 'n', rows, hidden, visible, 1, v, weights, 0, z);
      kernels.gemm('n', 'n', rows, 1, visible, 1, v, b, 0, fields);
      binary.softplusSums(rows, hidden, 1, z, c, sums);
      if (machine.visible === 'gaussian') kernels.rowSums(rows, visible, v, squares);
      for (let i = 0; i < rows; i++) {
        const quadratic = machine.visible === 'gaussian' ? (squares[2 * i + 1]! + squareOfBias) / 2 : 0;
        energies[first + i] = quadratic - fields[i]! - sums[i]!;
      }
    }
    return energies;
  } finally {
    kernels.release(mark);
  }
}
