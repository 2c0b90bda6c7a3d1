import { cpus, totalmem } from 'node:os';

/** One line that says what the figures below were measured on. */
export function machineLine(gemm) {
  const processors = cpus();
  const blas = gemm.kernel === null ? gemm.name : `${gemm.name} (${gemm.kernel} kernel)`;
  return [
    processors[0].model,
    `${processors.length} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    `${blas}, ${gemm.threads} thread${gemm.threads === 1 ? '' : 's'}`,
  ].join(' · ');
}
