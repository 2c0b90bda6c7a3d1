import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for one stream: on a terminal, unless `NO_COLOR` is set to anything or the terminal is 'dumb'.
 *
 * https://no-color.org
 */
export function colorsFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Colors {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return picocolors.createColors(stream.isTTY === true && !refused);
}
