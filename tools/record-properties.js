// Writes down, before a property is judged as always, of how many cases it was tried; see property-counts.js.
import { appendFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';

fc.configureGlobal({
  reporter(details) {
    const { testPath: file, currentTestName: test } = expect.getState();
    appendFileSync(process.env.RGFLOW_PROPERTY_RECORD, `${JSON.stringify({ file, test, cases: details.numRuns })}\n`);
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
  },
});
