import type { Plan } from '@rgflow/pipeline';
import { prepareStudy } from '@rgflow/workbench';
import { type ExitCode, exitCode } from '../exit-code.js';

export interface GraphOptions {
  readonly set?: readonly string[];
  readonly format: 'mermaid' | 'dot';
}

/** Prints the stages of a study as a graph. */
export async function graph(study: string, { set, format }: GraphOptions): Promise<ExitCode> {
  const stages = stageGraph((await prepareStudy(study, set === undefined ? {} : { set })).plan);
  process.stdout.write(format === 'mermaid' ? mermaid(stages) : dot(stages));
  return exitCode.ok;
}

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

export function mermaid({ nodes, edges }: StageGraph): string {
  // A stage may be called 'end', which Mermaid keeps for itself.
  const id = (stage: string): string => `stage-${stage}`;
  return [
    'flowchart LR',
    ...nodes.map(({ stage, instances }) => `  ${id(stage)}["${stage}<br/>${counted(instances)}"]`),
    ...edges.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
    '',
  ].join('\n');
}

export function dot({ nodes, edges }: StageGraph): string {
  return [
    'digraph {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...nodes.map(({ stage, instances }) => `  "${stage}" [label="${stage}\\n${counted(instances)}"];`),
    ...edges.map(([from, to]) => `  "${from}" -> "${to}";`),
    '}',
    '',
  ].join('\n');
}

function counted(instances: number): string {
  return `${instances} ${instances === 1 ? 'instance' : 'instances'}`;
}
