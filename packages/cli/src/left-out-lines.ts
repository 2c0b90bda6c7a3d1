import type { PreparedStudy } from '@rgflow/workbench';

/** `tiny: digits+fashion is left out: fashion-mnist is not here; it comes from ...`, a line each. */
export function leftOutLines({ name, leftOut }: Pick<PreparedStudy, 'name' | 'leftOut'>): readonly string[] {
  return leftOut.map((part) => `${name}: ${part.name} is left out: ${part.reason}`);
}
