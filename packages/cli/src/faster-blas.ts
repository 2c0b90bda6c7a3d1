/** How to get a faster BLAS on a platform, as sentences. */
export function fasterBlasAdvice(platform: NodeJS.Platform = process.platform): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['Accelerate comes with macOS and is used as it is; nothing needs to be installed.'];
    case 'win32':
      return [
        'OpenBLAS: unpack a release of github.com/OpenMathLib/OpenBLAS and put the folder of libopenblas.dll on PATH.',
        'Intel MKL: install oneAPI MKL, which brings mkl_rt.2.dll.',
        'Any other: RGFLOW_BLAS=<path of the library>.',
      ];
    default:
      return [
        'Debian, Ubuntu: sudo apt install libopenblas0-pthread',
        'Fedora: sudo dnf install openblas        openSUSE: sudo zypper install libopenblas_pthreads0',
        'Arch: sudo pacman -S openblas            Conda: conda install openblas, then RGFLOW_BLAS=$CONDA_PREFIX/lib/libopenblas.so',
        'Any other, such as Intel MKL or BLIS: RGFLOW_BLAS=<path of the library>.',
      ];
  }
}
