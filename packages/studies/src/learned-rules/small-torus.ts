import { boltzmannDistribution, type SpinDistribution } from '@rgflow/ising';

/** Side of the torus that is small enough to be summed over. */
export const TORUS_SIZE = 4;

/** The Ising model on the torus of 4 × 4, all 65,536 states; site y · 4 + x. */
export function torusDistribution(coupling: number): SpinDistribution {
  return boltzmannDistribution(TORUS_SIZE * TORUS_SIZE, (spin) => {
    let sum = 0;
    for (let y = 0; y < TORUS_SIZE; y++) {
      for (let x = 0; x < TORUS_SIZE; x++) {
        const others = spin(y * TORUS_SIZE + ((x + 1) % TORUS_SIZE)) + spin(((y + 1) % TORUS_SIZE) * TORUS_SIZE + x);
        sum += spin(y * TORUS_SIZE + x) * others;
      }
    }
    return coupling * sum;
  });
}
