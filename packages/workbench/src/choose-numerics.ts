/**
 * Has the BLAS of this process multiply with a kernel that uses the instructions of its processor, before threads load it or
 * a stage is asked for its numerics. Nothing is loaded before it is called.
 */
export async function chooseNumerics(): Promise<void> {
  const { chooseOpenBlasKernel } = await import('@rgflow/kernels');
  chooseOpenBlasKernel();
}
