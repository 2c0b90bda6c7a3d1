import type { Figure } from '@rgflow/drawing';

/** Loads a figure when it is drawn. Its title may stand at the door, so that a list of figures loads none. */
export interface FigureLoader {
  (): Promise<{ readonly figure: Figure }>;
  readonly title?: string;
}

/** A loader with the title that its figure has; a test holds the two together. */
export function titled(title: string, load: () => Promise<{ readonly figure: Figure }>): FigureLoader {
  return Object.assign(() => load(), { title });
}
