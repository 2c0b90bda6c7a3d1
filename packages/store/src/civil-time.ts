/**
 * Days since 1970-01-01 of DuckDB's text of a DATE, `2026-11-22` or `0044-03-15 (BC)`, in the Gregorian calendar that it
 * carries back and forth without end; null of 'infinity' and '-infinity', which no count of days is.
 *
 * @example daysOf('1969-12-31'); // -1
 */
export function daysOf(text: string): number | null {
  const [, digits, month, day, era] = /^(\d+)-(\d\d)-(\d\d)(?:[^(]*)( \(BC\))?$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const year = era === undefined ? Number(digits) : 1 - Number(digits);
  // Years that begin in March have their leap day at the end.
  const march = Number(month) > 2 ? year : year - 1;
  const leapDays = Math.floor(march / 4) - Math.floor(march / 100) + Math.floor(march / 400);
  const ofYear = Math.floor((153 * ((Number(month) + 9) % 12) + 2) / 5) + Number(day) - 1;
  return 365 * march + leapDays + ofYear - DAYS_TO_1970;
}

/** From 1 March of the year 0 to 1 January 1970. */
const DAYS_TO_1970 = 719_468;

/** Microseconds since 1970 of DuckDB's text of a TIMESTAMP, `2026-11-22 14:12:06.108298`; null of the infinities. */
export function microsecondsOf(text: string): bigint | null {
  const days = daysOf(text);
  const [, hours, minutes, seconds, fraction = ''] = /(\d\d):(\d\d):(\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  if (days === null || hours === undefined) return null;
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (BigInt(days) * 86_400n + BigInt(ofDay)) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}
