import { DomainError } from '@rgflow/numerics';

/** @throws {DomainError} naming `where`, unless K is a number that is not negative and of which a few times is finite. */
export function checkCoupling(where: string, coupling: number): void {
  if (coupling >= 0 && coupling <= LARGEST_COUPLING) return;
  throw new DomainError(
    `${where}: the coupling K is ${coupling}; give a finite number >= 0, at most ${LARGEST_COUPLING}. (The antiferromagnet is the ferromagnet with ` +
      `one sublattice reversed.)`,
  );
}

const LARGEST_COUPLING = 1e306;
