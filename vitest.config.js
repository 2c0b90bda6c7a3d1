import { readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';

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

/** What asks for a long timeout goes first, so that at the end no core waits for one long file. */
class PatientFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    const timeouts = new Map(sorted.map((file) => [file, timeoutOf(readFileSync(file.moduleId, 'utf8'))]));
    return sorted.sort((one, other) => timeouts.get(other) - timeouts.get(one));
  }
}

const timeoutOf = (source) => Number(/testTimeout: ([\d_]+)/.exec(source)?.[1].replaceAll('_', '') ?? 0);

export default {
  test: {
    include: [kind === undefined ? 'test/**/*.test.ts' : `test/**/*.${kind}.test.ts`],
    exclude: kind === undefined ? Object.values(kinds).map((each) => `**/*.${each}.test.ts`) : [],
    passWithNoTests: kind !== undefined,
    // Modules are loaded once for all test files of a package, not once for each: half of the time of some.
    isolate: false,
    testTimeout: patient,
    hookTimeout: patient,
    sequence: { sequencer: PatientFirst },
  },
};
