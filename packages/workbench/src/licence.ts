import { nearestNames } from '@rgflow/pipeline/did-you-mean';
import { UsageError } from './usage-error.js';

/** Licences that data are given under, by their identifiers at https://spdx.org/licenses/. */
const KNOWN = [
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-3.0',
  'CC-BY-SA-4.0',
  'CC-BY-SA-3.0',
  'CC-BY-NC-4.0',
  'CC-BY-NC-SA-4.0',
  'CC-BY-ND-4.0',
  'CC-BY-NC-ND-4.0',
  'ODbL-1.0',
  'ODC-By-1.0',
  'PDDL-1.0',
  'CDLA-Permissive-1.0',
  'CDLA-Permissive-2.0',
  'CDLA-Sharing-1.0',
  'DL-DE-BY-2.0',
  'etalab-2.0',
  'OGL-UK-3.0',
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'GPL-3.0-or-later',
];

/** A licence of tables: its address, and its identifier if it has a known one. */
export interface Licence {
  readonly path: string;
  readonly name?: string;
}

/**
 * The licence that a word names: an SPDX identifier of a licence that data are given under, or the address of any.
 *
 * @throws {UsageError} if it is neither.
 */
export function licenceOf(word: string): Licence {
  const name = KNOWN.find((known) => known.toLowerCase() === word.toLowerCase());
  if (name !== undefined) return { name, path: `https://spdx.org/licenses/${name}` };
  if (/^https?:\/\/[^\s/]+\.[^\s/]+(\/\S*)?$/.test(word) && URL.canParse(word)) return { path: word };
  const near = nearestNames(word, KNOWN);
  const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  throw new UsageError(
    `--licence ${word}: is to be one of the SPDX identifiers ${KNOWN.slice(0, 4).join(', ')}, ..., ${KNOWN.at(-1)}, or the address of the ` +
      `licence, as https://spdx.org/licenses/CC-BY-4.0 for any that SPDX knows${meant}`,
  );
}
