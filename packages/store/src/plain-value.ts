import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * A value of a result: numbers are numbers (an integer beyond 2^53 a bigint, a DECIMAL of more than 15 digits a text),
 * times and dates are text.
 */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly SqlValue[]
  | { readonly [name: string]: SqlValue };

/** A value of DuckDB as plain data. */
export function plain(value: DuckDBValue): SqlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof DuckDBDecimalValue) return decimal(value);
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plain(entry)]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: entry }) => [String(key), plain(entry)]));
  }
  return infinity(value) ?? value.toString();
}

/** A double holds every decimal of 15 digits: one of more stays a text, with all of them. */
const EXACT_DIGITS = 15;

function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString();
  const digits = text.replace(/^-?0*\.?0*/, '').replace('.', '');
  const significant = text.includes('.') ? digits.replace(/0+$/, '') : digits;
  return significant.length <= EXACT_DIGITS ? Number(text) : text;
}

/** DuckDB's word for a date or time without end, which its library writes as a date some million years away. */
function infinity(value: object): string | null {
  const at =
    value instanceof DuckDBDateValue
      ? [value.days, DuckDBDateValue.PosInf.days, DuckDBDateValue.NegInf.days]
      : value instanceof DuckDBTimestampSecondsValue
        ? [value.seconds, LAST, -LAST]
        : value instanceof DuckDBTimestampMillisecondsValue
          ? [value.millis, LAST, -LAST]
          : value instanceof DuckDBTimestampNanosecondsValue
            ? [value.nanos, LAST, -LAST]
            : [];
  const [moment, last, first] = at;
  if (moment === undefined) return null;
  return moment === last ? 'infinity' : moment === first ? '-infinity' : null;
}

const LAST = BigInt.asIntN(64, 0x7fff_ffff_ffff_ffffn);
