import type { StageGraph } from '@rgflow/workbench';
import { prepareStudy } from '@rgflow/workbench/prepared-study';
import { stageGraph } from '@rgflow/workbench/stage-graph';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { warn } from '../warn.js';

interface GraphOptions {
  readonly set?: readonly string[];
  readonly format: 'mermaid' | 'dot';
}

/** Prints the stages of a study as a graph. */
export async function graph(study: string, { set, format }: GraphOptions): Promise<ExitCode> {
  const { plan, warnings } = await prepareStudy(study, set === undefined ? {} : { set });
  warn(warnings);
  const stages = stageGraph(plan);
  process.stdout.write(format === 'mermaid' ? mermaid(stages) : dot(stages));
  return exitCode.ok;
}

export function mermaid({ nodes, edges }: StageGraph): string {
  // A stage may be called 'end', which Mermaid keeps for itself.
  const id = (stage: string): string => `stage-${stage}`;
  return [
    'flowchart LR',
    ...nodes.map(({ stage, instances }) => `  ${id(stage)}["${stage}<br/>${counted(instances, 'instance')}"]`),
    ...edges.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
    '',
  ].join('\n');
}

export function dot({ nodes, edges }: StageGraph): string {
  return [
    'digraph {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...nodes.map(({ stage, instances }) => `  "${stage}" [label="${stage}\\n${counted(instances, 'instance')}"];`),
    ...edges.map(([from, to]) => `  "${from}" -> "${to}";`),
    '}',
    '',
  ].join('\n');
}
