import type { AuditReport, Counts, RunResult } from '@rgflow/pipeline';
import { NOTHING } from '../progress/view.js';

/**
 * What the runs of all rounds came to, as if they had been one: the last has all instances of those before it, so of its
 * hits those were executed that an earlier one executed.
 */
export function mergeResults(results: readonly RunResult[]): RunResult {
  const last = results.at(-1)!;
  if (results.length === 1) return last;
  const byStage = Object.fromEntries(
    Object.entries(last.byStage).map(([stage, counts]) => [
      stage,
      mergedCounts(
        results.map((each) => each.byStage[stage] ?? NOTHING),
        counts,
      ),
    ]),
  );
  return {
    ...last,
    counts: mergedCounts(
      results.map(({ counts }) => counts),
      last.counts,
    ),
    byStage,
    audit: mergedAudit(results.flatMap(({ audit }) => (audit === null ? [] : [audit]))),
    wallMs: results.reduce((sum, { wallMs }) => sum + wallMs, 0),
  };
}

function mergedCounts(all: readonly Counts[], last: Counts): Counts {
  const executed = all.reduce((sum, counts) => sum + counts.executed, 0);
  const total = last.executed + last.hit;
  return { ...last, executed, hit: Math.max(0, total - executed) };
}

function mergedAudit(audits: readonly AuditReport[]): AuditReport | null {
  if (audits.length === 0) return null;
  const sum = (key: 'hits' | 'audited' | 'unchecked' | 'left' | 'different') =>
    audits.reduce((total, audit) => total + audit[key], 0);
  return {
    hits: sum('hits'),
    audited: sum('audited'),
    unchecked: sum('unchecked'),
    left: sum('left'),
    different: sum('different'),
    findings: audits.flatMap(({ findings }) => findings),
  };
}
