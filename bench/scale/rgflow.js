// rgflow with the studies of this folder: the whole program, start-up included. With RGFLOW_PEAK it tells the peak of its
// resident memory in MB.
import { readFileSync } from 'node:fs';
import { program } from '../../packages/cli/bin/bundle.js';

const { main } = await import(program());
const { scaleStudies } = await import('./scale.studies.js');
if (process.env.RGFLOW_PEAK !== undefined) {
  process.on('exit', () => {
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
    process.stderr.write(`peak ${Math.round(peak[1] / 1024)}\n`);
  });
}
await main(process.argv.slice(2), scaleStudies);
