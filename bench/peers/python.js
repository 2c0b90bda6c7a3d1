import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const environment = `${folder}.venv`;
const interpreter = `${environment}/bin/python`;

/** The index with PyTorch's wheels for the processor alone: 0.2 GB instead of the 3 GB with CUDA that PyPI has. */
const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';

/** Sets of pinned packages in one environment, each installed when a part first asks for it. */
const PEERS = {
  pytorch: { imports: 'numpy, torch', index: CPU_INDEX },
  'scikit-learn': { imports: 'numpy, scipy, sklearn, threadpoolctl', index: undefined },
};

/**
 * The Python of `bench/peers/.venv` with one set of packages, made on first use, or the reason why there is none.
 *
 * @param {keyof typeof PEERS} peer  What requirements-<peer>.txt lists.
 * @returns {Promise<{ python: string } | { reason: string }>}
 */
export async function peerPython(peer, log) {
  try {
    if (!upToDate(peer)) await install(peer, log);
    await run(interpreter, ['-c', `import ${PEERS[peer].imports}`]);
    return { python: interpreter };
  } catch (error) {
    return { reason: lastLine(error.stderr) ?? error.message };
  }
}

function requirements(peer) {
  return `${folder}requirements-${peer}.txt`;
}

/** A copy of the requirements that were installed, so that a changed version is installed anew. */
function installed(peer) {
  return `${environment}/requirements-${peer}.txt`;
}

function upToDate(peer) {
  return (
    existsSync(installed(peer)) && readFileSync(installed(peer), 'utf8') === readFileSync(requirements(peer), 'utf8')
  );
}

async function install(peer, log) {
  const { index } = PEERS[peer];
  log(`Installing ${readFileSync(requirements(peer), 'utf8').trim().split('\n').join(', ')} in ${environment} …`);
  if (!existsSync(interpreter)) await run('python3', ['-m', 'venv', environment]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const wanted = ['-r', requirements(peer)];
  if (index === undefined) {
    await run(interpreter, [...pip, ...wanted]);
  } else {
    try {
      await run(interpreter, [...pip, '--retries', '0', '--timeout', '15', '--index-url', index, ...wanted]);
    } catch {
      log(`${index} cannot be reached; taking the wheels of the default index, several GB …`);
      await run(interpreter, [...pip, ...wanted]);
    }
  }
  writeFileSync(installed(peer), readFileSync(requirements(peer)));
}

function lastLine(text) {
  return text?.trim().split('\n').at(-1) || undefined;
}
