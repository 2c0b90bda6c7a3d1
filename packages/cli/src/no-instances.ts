/**
 * What is said of a study that has no instances here. Not an error: of the shares of an array of jobs, some may be empty.
 *
 * @example `ising-1d: none of the 4 cells is selected; nothing to run`
 */
export function noInstances(study: string, cells: number, allCells: number): string {
  const what = cells > 0 ? 'no stage has anything to do' : `none of the ${allCells} cells is selected`;
  return `${study}: ${what}; nothing to run`;
}
