/** 2026-11-26, in UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
