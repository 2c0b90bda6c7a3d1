import { textWidth } from '../text-width.js';

/**
 * A line that may be coloured as lines of at most `width` columns: broken after a space or a comma where there is one, those
 * after the first indented. Nothing of it is lost but the spaces at which it is broken.
 */
export function wrap(line: string, width: number, indent = 6): readonly string[] {
  if (textWidth(line) <= width) return [line];
  const inset = ' '.repeat(Math.min(indent, Math.max(0, width - 10)));
  const lines: string[] = [];
  let current = '';
  let used = 0;
  const end = (): void => {
    lines.push(current.trimEnd());
    current = inset;
    used = inset.length;
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character.
  for (const [token] of line.matchAll(/\u001b\[[\d;]*m|\s+|[^\s,\u001b]+,?|,/gu)) {
    if (token.startsWith('\u001b')) {
      current += token;
      continue;
    }
    const blank = token.trim() === '';
    if (used + textWidth(token) > width && used > inset.length) end();
    if (blank && lines.length > 0 && used === inset.length) continue;
    for (const letter of textWidth(token) + used <= width ? [token] : token) {
      if (used + textWidth(letter) > width) end();
      current += letter;
      used += textWidth(letter);
    }
  }
  return [...lines, current];
}
