import { type Plan, type PlanNode, producersOf } from '../plan/plan.js';
import { outputOf, type Resolved, type Resolver } from './resolution.js';

/** What a run of the plan would do to one instance. */
export interface Forecast {
  readonly node: PlanNode;
  /** Null where the key depends on the output of something that would run first. */
  readonly resolved: Resolved | null;
  readonly outcome: 'hit' | 'run';
  readonly reason: string;
}

/**
 * What a run would execute and why, without running it. Below an instance that would run, the forecast is 'run' too,
 * though its output may come out the same and cut the rest off. Above it, the producers of objects that were not kept
 * are to run again.
 */
export async function forecast(plan: Plan, resolver: Resolver): Promise<readonly Forecast[]> {
  resolver.readCode(plan);
  const levels = levelsOf(plan);
  const found = new Array<Forecast>(plan.nodes.length);
  const outputs = (node: PlanNode, output: string) => outputOf(found[node.index]!.resolved!.hit!, output);
  for (const level of levels) {
    const known = level.filter((node) => producersOf(node).every(({ index }) => found[index]!.outcome === 'hit'));
    for (const [i, resolved] of (await resolver.resolve(known, outputs)).entries()) {
      const { hit, reason } = resolved;
      found[known[i]!.index] = { node: known[i]!, resolved, outcome: hit === null ? 'run' : 'hit', reason };
    }
    for (const node of level)
      found[node.index] ??= { node, resolved: null, outcome: 'run', reason: madeAnew(node, found) };
  }
  for (const level of levels.reverse()) await remake(level, found, resolver);
  return found;
}

function madeAnew({ inputs }: PlanNode, found: readonly Forecast[]): string {
  const names = Object.keys(inputs).filter((name) => found[inputs[name]!.node.index]!.outcome === 'run');
  return names.map((name) => `input: ${name} will be made anew`).join('; ');
}

/** Marks the hits whose outputs the running instances of a level need but the store has not kept. */
async function remake(level: readonly PlanNode[], found: Forecast[], resolver: Resolver): Promise<void> {
  const needs = level.flatMap((node) => {
    if (found[node.index]!.outcome === 'hit') return [];
    return Object.values(node.inputs).flatMap(({ node: producer, output }) => {
      const { outcome, resolved } = found[producer.index]!;
      const perishable = producer.keep[output] !== undefined && producer.keep[output] !== 'always';
      if (outcome === 'run' || !perishable) return [];
      return [{ node, producer, objects: outputOf(resolved!.hit!, output).objects }];
    });
  });
  if (needs.length === 0) return;
  const missing = await resolver.missing(needs.flatMap((need) => need.objects));
  for (const { node, producer, objects } of needs) {
    if (!objects.some((digest) => missing.has(digest))) continue;
    const { resolved } = found[producer.index]!;
    const reason = `object missing: ${node.stage.name as string} needs it again`;
    found[producer.index] = { node: producer, resolved, outcome: 'run', reason };
  }
}

function levelsOf(plan: Plan): PlanNode[][] {
  const byDepth: PlanNode[][] = [];
  for (const node of plan.nodes) {
    byDepth[node.depth] ??= [];
    byDepth[node.depth]!.push(node);
  }
  return byDepth;
}
