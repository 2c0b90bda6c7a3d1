/**
 * Of every package: what runs in `npm test`, in `npm run test:slow` what takes longer than that may, and in
 * `npm run test:faults` what users, disks and other processes do to a run, in `npm run test:slurm` what a cluster does.
 */
const kinds = { 'test:slow': 'slow', 'test:faults': 'fault', 'test:slurm': 'slurm' };
const kind = kinds[process.env.npm_lifecycle_event];
const patient = kind === undefined ? 60_000 : kind === 'fault' ? 900_000 : 3_600_000;

// A task runner asks for colours in the name of a terminal. Node warns, on the stderr of every program a test starts, where
// that and NO_COLOR are both set; who sets NO_COLOR wants none.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;

export default {
  test: {
    include: [kind === undefined ? 'test/**/*.test.ts' : `test/**/*.${kind}.test.ts`],
    exclude: kind === undefined ? Object.values(kinds).map((each) => `**/*.${each}.test.ts`) : [],
    passWithNoTests: kind !== undefined,
    // Modules are loaded once for all test files of a package, not once for each: half of the time of some.
    isolate: false,
    testTimeout: patient,
    hookTimeout: patient,
  },
};
