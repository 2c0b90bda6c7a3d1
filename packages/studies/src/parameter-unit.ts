/**
 * Units of parameters by the last part of their paths. Couplings and fields are over temperature, divergences in nats, so
 * most numbers have none.
 */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  images: ['train', 'validation', 'images', 'batchSize', 'measured'],
  layers: ['depth', 'shallowDepth', 'skipLast', 'hiddenLayers'],
  units: ['width', 'widths', 'units', 'visible', 'code', 'hiddenPerSpin', 'enumerated'],
  epochs: ['epochs', 'pretrainingEpochs'],
  samples: ['samples', 'chains'],
  networks: ['networks'],
  seeds: ['seeds'],
  steps: ['steps', 'chainSteps', 'fantasySteps', 'temperatures'],
  sweeps: ['sweeps'],
  spins: ['blockSize', 'largestBuffer', 'ring', 'sites', 'size'],
  pixels: ['pixels', 'shiftSpread'],
  degrees: ['rotationSpread'],
  drawings: ['draws', 'replicates', 'orders'],
  cumulants: ['cumulants', 'order'],
};

const BY_NAME = new Map(Object.entries(UNITS).flatMap(([unit, names]) => names.map((name) => [name, unit])));

/** The unit of a parameter, by its dotted path; null for a pure number, a text or a choice. */
export function parameterUnit(path: string): string | null {
  return BY_NAME.get(path.slice(path.lastIndexOf('.') + 1)) ?? null;
}
