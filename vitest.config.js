/** Of every package: what runs in `npm test`, and in `npm run test:slow` what takes longer than that may. */
const slow = process.env.npm_lifecycle_event === 'test:slow';

// A task runner asks for colours in the name of a terminal. Node warns, on the stderr of every program a test starts, where
// that and NO_COLOR are both set; who sets NO_COLOR wants none.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;

export default {
  test: {
    include: [slow ? 'test/**/*.slow.test.ts' : 'test/**/*.test.ts'],
    exclude: slow ? [] : ['**/*.slow.test.ts'],
    passWithNoTests: slow,
    testTimeout: slow ? 3_600_000 : 60_000,
    hookTimeout: slow ? 3_600_000 : 60_000,
  },
};
