import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the study files that come with rgflow. */
export const studyFolder = fileURLToPath(new URL('../../../studies', import.meta.url));

/** The names of the study files that come with rgflow, without `.yaml`. */
export function studyFileNames(): readonly string[] {
  return readdirSync(studyFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}
