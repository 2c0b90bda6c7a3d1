import { DomainError } from '@rgflow/numerics';

/** @throws {DomainError} naming `where`, unless K is a finite number and not negative. */
export function checkCoupling(where: string, coupling: number): void {
  if (coupling >= 0 && coupling < Number.POSITIVE_INFINITY) return;
  throw new DomainError(
    `${where}: the coupling K is ${coupling}; give a finite number >= 0. (The antiferromagnet is the ferromagnet with ` +
      `one sublattice reversed.)`,
  );
}
