import type { Plan } from '@rgflow/pipeline';

/** The stages of a plan and what feeds what. */
export interface StageGraph {
  readonly nodes: readonly { readonly stage: string; readonly instances: number }[];
  /** Stages and those that feed them; a chain of blocks feeds itself. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** The graph of the stages of a plan: an edge wherever an instance of one is wired to an instance of the other. */
export function stageGraph({ nodes }: Plan): StageGraph {
  const instances = new Map<string, number>();
  const edges = new Map<string, readonly [string, string]>();
  for (const { stage, inputs } of nodes) {
    const to: string = stage.name;
    instances.set(to, (instances.get(to) ?? 0) + 1);
    for (const { node } of Object.values(inputs)) {
      const from: string = node.stage.name;
      edges.set(`${from} ${to}`, [from, to]);
    }
  }
  return { nodes: [...instances].map(([stage, count]) => ({ stage, instances: count })), edges: [...edges.values()] };
}
