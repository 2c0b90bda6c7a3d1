import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The parser and what walks its trees: loaded when there is a text that nobody has analysed. */
export const acorn = (): typeof import('acorn') => require('acorn');
export const acornWalk = (): typeof import('acorn-walk') => require('acorn-walk');
