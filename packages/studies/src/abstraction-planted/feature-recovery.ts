import { stateCounts } from '@rgflow/hfm';

/** Binary values, a row each; (samples, columns), row-major. */
interface Bits {
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

/** What a code knows of one feature. */
export interface RecoveredFeature {
  /** Nats. */
  readonly featureEntropy: number;
  /** The unit that stands for the feature, and what it knows of it, nats; null where no unit is left. */
  readonly unit: number | null;
  readonly unitInformation: number | null;
  /** What the whole code knows of it, nats. */
  readonly codeInformation: number;
}

/**
 * Which unit of a code stands for which feature: the pair with the largest mutual information, as a share of the feature's
 * entropy, then that of the features and units that are left, and so on; ties go to the first. So no unit stands for two
 * features, and a copy of a unit stands for none. Informations are corrected by Miller and Madow.
 */
export function recoveredFeatures(samples: number, features: Bits, units: Bits): readonly RecoveredFeature[] {
  const indices = (bits: Bits, column: number) =>
    Uint8Array.from({ length: samples }, (_, row) => bits.data[row * bits.columns + column]!);
  const columnsOf = (bits: Bits) => Array.from({ length: bits.columns }, (_, column) => indices(bits, column));
  const [wanted, found] = [columnsOf(features), columnsOf(units)];
  const entropies = wanted.map((feature) => correctedEntropy(stateCounts(joined(samples, [feature]))));
  const information = wanted.map((feature, k) =>
    found.map(
      (unit) =>
        entropies[k]! +
        correctedEntropy(stateCounts(joined(samples, [unit]))) -
        correctedEntropy(stateCounts(joined(samples, [feature, unit]))),
    ),
  );
  const code = correctedEntropy(stateCounts(joined(samples, found)));
  const matched = new Map<number, number>();
  const taken = new Set<number>();
  while (matched.size < Math.min(wanted.length, found.length)) {
    let best = { share: -Infinity, feature: -1, unit: -1 };
    information.forEach((row, feature) => {
      if (matched.has(feature)) return;
      row.forEach((nats, unit) => {
        const share = entropies[feature]! > 0 ? nats / entropies[feature]! : 0;
        if (!taken.has(unit) && share > best.share) best = { share, feature, unit };
      });
    });
    matched.set(best.feature, best.unit);
    taken.add(best.unit);
  }
  return wanted.map((feature, k) => {
    const unit = matched.get(k) ?? null;
    return {
      featureEntropy: entropies[k]!,
      unit,
      unitInformation: unit === null ? null : information[k]![unit]!,
      codeInformation: entropies[k]! + code - correctedEntropy(stateCounts(joined(samples, [feature, ...found]))),
    };
  });
}

function joined(samples: number, columns: readonly Uint8Array[]) {
  const data = new Uint8Array(samples * columns.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < samples; row++) data[row * columns.length + at] = column[row]!;
  });
  return { shape: [samples, columns.length] as const, data };
}

/** Of a sample, with Miller and Madow's term. */
function correctedEntropy(counts: Uint32Array): number {
  let [samples, occupied] = [0, 0];
  for (const count of counts) {
    samples += count;
    if (count > 0) occupied++;
  }
  let entropy = (occupied - 1) / (2 * samples);
  for (const count of counts) if (count > 0) entropy -= (count / samples) * Math.log(count / samples);
  return entropy;
}
