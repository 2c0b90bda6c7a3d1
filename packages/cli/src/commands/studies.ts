import { listStudies } from '@rgflow/workbench/list-studies';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

/** Lists the studies with what they show and cost. */
export async function studies({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const listed = await listStudies();
  if (json === true) {
    process.stdout.write(`${JSON.stringify(listed)}\n`);
    return exitCode.ok;
  }
  const columns = [
    { header: 'study', align: 'left' },
    { header: 'cells', align: 'right' },
    { header: 'on two cores', align: 'left' },
    { header: 'what it shows', align: 'left' },
  ] as const;
  const rows = listed.map(({ file, cells, cost, title }) => [file, String(cells), cost ?? 'not measured', title]);
  process.stdout.write(`${textTable(columns, rows, colorsFor(process.stdout))}\n`);
  return exitCode.ok;
}
