import type { Ask } from './ask.js';
import type { StoredRun } from './runs.js';

/**
 * What is to be said of the state in which a run is exported: that it goes on, was interrupted, lacks something, or that
 * another one goes on meanwhile. A sentence each; none of a run that is complete.
 *
 * @param at    when it was looked at, ISO 8601
 */
export async function stateRemarks(
  run: StoredRun,
  {
    running,
    missing,
    at,
    ask,
  }: { readonly running: boolean; readonly missing: readonly string[]; readonly at: string; readonly ask: Ask },
): Promise<readonly string[]> {
  const { runId, study, status, executed, hit, failed, skipped } = run;
  const named = `the run ${runId} of ${study}`;
  const instances = `${executed + hit} instances`;
  const remarks: string[] = [];
  if (status === 'running') {
    remarks.push(
      `${named} is still going on: exported is what it had at ${at}, ${instances}; export it again when it has ended.`,
    );
  }
  if (status === 'interrupted') remarks.push(`${named} was interrupted: exported is what it has, ${instances}.`);
  if (failed + skipped > 0)
    remarks.push(`${named}: ${failed} instances failed and ${skipped} were skipped; their rows are not there.`);
  if (missing.length > 0) remarks.push(`${named} is without the shards ${missing.join(', ')}.`);
  if (running && status !== 'running') {
    const [other] = await ask("select run_id, study from run where status = 'running' order by sequence desc limit 1");
    if (other !== undefined) {
      remarks.push(
        `the run ${String(other.run_id)} of ${String(other.study)} is still going on: exported is ${named}, which has ended (${status}).`,
      );
    }
  }
  return remarks;
}
