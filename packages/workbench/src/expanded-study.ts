import { type AnyStudy, type ConfiguredStudy, type Plan, PlanBuilder } from '@rgflow/pipeline';
import type { StudyModule } from '@rgflow/studies';
import type { PlannedCell } from './rounds/result-reader.js';
import { dealShares, type Shard, type ShareOfWork } from './shard.js';

/** A study with the plan of its cells. */
export interface ExpandedStudy {
  readonly plan: Plan;
  /** How many cells are in it, and how many there are. */
  readonly count: number;
  readonly allCells: number;
  /** All shares of the sweep, of which this is one; null if it is not a shard. */
  readonly shares: readonly ShareOfWork[] | null;
  /** Each cell with what fills the tables that rounds look at; none where there are no rounds. */
  readonly planned: readonly PlannedCell[];
}

/** Plans each cell of a study, or those that fall to a shard. */
export function expandStudy(
  { study, costs }: Pick<StudyModule, 'study' | 'costs'>,
  configured: ConfiguredStudy,
  shard: Shard | null = null,
): ExpandedStudy {
  const { allCells, adaptive } = configured;
  if (shard !== null) return { ...ofShard(study, configured, costs, shard), allCells, planned: [] };
  const tables = [adaptive.refine, adaptive.replicate].flatMap((each) => (each === null ? [] : [each.result.table]));
  const builder = new PlanBuilder();
  if (tables.length === 0) {
    let count = 0;
    for (const params of configured.cells()) {
      study.build(builder, params);
      count++;
    }
    return { plan: builder.build(), count, allCells, shares: null, planned: [] };
  }
  const cells = [...configured.sweptCells()].map((cell) => {
    return { cell, instances: builder.touchedBy(() => study.build(builder, cell.params)) };
  });
  const plan = builder.build();
  const planned = cells.map(({ cell, instances }) => {
    const nodes = instances.map((index) => plan.nodes[index]!);
    return { cell, nodes: nodes.filter(({ stage }) => tables.some((table) => table in stage.outputs)) };
  });
  return { plan, count: planned.length, allCells, shares: null, planned };
}

function ofShard(
  study: AnyStudy,
  configured: ConfiguredStudy,
  costs: StudyModule['costs'],
  shard: Shard,
): Pick<ExpandedStudy, 'plan' | 'count' | 'shares'> {
  const builder = new PlanBuilder();
  const all = [...configured.cells()];
  const instances = all.map((cell) => builder.touchedBy(() => study.build(builder, cell)));
  const { shareOf, shares } = dealShares(builder.build(), instances, costs, shard);
  const own = new PlanBuilder();
  const here = all.filter((_, cell) => shareOf[cell] === shard.part - 1);
  for (const cell of here) study.build(own, cell);
  return { plan: own.build(), count: here.length, shares };
}
