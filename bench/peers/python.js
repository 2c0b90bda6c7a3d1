import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const environment = `${folder}.venv`;
const interpreter = `${environment}/bin/python`;
const requirements = `${folder}requirements.txt`;
/** A copy of the requirements that were installed, so that a changed version is installed anew. */
const installed = `${environment}/requirements.txt`;

/** The index with PyTorch's wheels for the processor alone: 0.2 GB instead of the 3 GB with CUDA that PyPI has. */
const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';

/**
 * The Python of `bench/peers/.venv`, made on first use, or the reason why there is none.
 *
 * @returns {Promise<{ python: string } | { reason: string }>}
 */
export async function peerPython(log) {
  try {
    if (!upToDate()) await install(log);
    await run(interpreter, ['-c', 'import numpy, torch']);
    return { python: interpreter };
  } catch (error) {
    return { reason: lastLine(error.stderr) ?? error.message };
  }
}

function upToDate() {
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8');
}

async function install(log) {
  log(`Making ${environment} with ${readFileSync(requirements, 'utf8').trim().split('\n').join(', ')} …`);
  await run('python3', ['-m', 'venv', environment]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    await run(interpreter, [...pip, '--retries', '0', '--timeout', '15', '--index-url', CPU_INDEX, '-r', requirements]);
  } catch {
    log(`${CPU_INDEX} cannot be reached; taking the wheels of the default index, several GB …`);
    await run(interpreter, [...pip, '-r', requirements]);
  }
  writeFileSync(installed, readFileSync(requirements));
}

function lastLine(text) {
  return text?.trim().split('\n').at(-1) || undefined;
}
