import { marginalise } from '@rgflow/boltzmann';

/** ‖W‖₂, the largest singular value: what one step finds of a coupling between visible units and a layer with nothing below it. */
export function spectralNorm(coupling: readonly (readonly number[])[]): number {
  const fields = [coupling.map(() => 0), coupling[0]!.map(() => 0)];
  return marginalise({ fields, couplings: [coupling] }).steps[0]!.spectralNorm;
}
