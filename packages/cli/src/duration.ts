/** A time span for people, two units at most: `0.35 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  if (!(milliseconds >= 0)) return '?';
  const seconds = milliseconds / 1000;
  if (seconds < 0.9995) return `${Math.round(milliseconds)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  return (
    twoUnits(Math.round(seconds), 60, 'min', 's') ??
    twoUnits(Math.round(seconds / 60), 60, 'h', 'min') ??
    twoUnits(Math.round(seconds / 3600), 24, 'd', 'h')!
  );
}

/** `small` in units of `per`; null where the larger unit would itself overflow. */
function twoUnits(small: number, per: number, large: 'min' | 'h' | 'd', rest: string): string | null {
  const whole = Math.floor(small / per);
  if (large !== 'd' && whole >= (large === 'min' ? 60 : 24)) return null;
  const left = small % per;
  return left === 0 ? `${whole} ${large}` : `${whole} ${large} ${left} ${rest}`;
}

/** The same in whole seconds, for a clock that is redrawn: `4 s`, `3 min 20 s`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(1000 * seconds);
}
