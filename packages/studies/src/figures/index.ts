import type { Figure } from '../figure.js';
import { klByDepth } from './kl-by-depth.js';

export { FIGURE_FORMATS, type FigureFormat, renderFigure } from './render.js';

/** Every figure, by the name that the command line knows it by. Loading them loads Observable Plot: about half a second. */
export const figures: readonly Figure[] = [klByDepth];
