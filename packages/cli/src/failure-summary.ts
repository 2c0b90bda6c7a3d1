import { type Failure, groupFailures } from '@rgflow/pipeline';
import type { InstanceLabeller } from '@rgflow/workbench';
import type { Colors } from './colors.js';
import { firstLine } from './progress/plain-lines.js';

/** Failures of a run, each cause once with the instances it struck. */
export function failureSummary(failures: readonly Failure[], label: InstanceLabeller, { dim, red }: Colors): string {
  return groupFailures(failures)
    .map(({ stage, error, cells }) => {
      const instances = cells.slice(0, 3).map((cell) => label(stage, cell));
      const more = cells.length > 3 ? ` and ${cells.length - 3} more` : '';
      return `${red('✗')} ${firstLine(error)}\n  ${dim(`${instances.join(', ')}${more}`)}`;
    })
    .join('\n');
}
