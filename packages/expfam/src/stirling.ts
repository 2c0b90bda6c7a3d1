import { square } from '@rgflow/numerics';

/** From here on `stirlingRest` has all digits. */
export const FEW = 16;

/** ln Γ(k) - (k - ½) ln k + k - ½ ln 2π = 1/12k - 1/360k³ + ..., of k >= FEW: what Stirling's formula leaves. */
export function stirlingRest(k: number): number {
  const u = 1 / square(k);
  return (1 / 12 - u * (1 / 360 - u * (1 / 1260 - u * (1 / 1680 - u / 1188)))) / k;
}
