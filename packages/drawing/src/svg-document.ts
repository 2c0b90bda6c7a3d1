/** Sans-serif faces of the usual systems; DejaVu Sans is the one that the PNG is set in, and the widest. */
export const FONT_FAMILY = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif";
export const INK = '#1a1a1a';
export const FAINT_INK = '#666666';

/** What stands around a drawing: its size in px and the words that a screen reader says for it. */
export interface SvgFrame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  /** What lines, rings and colours are, where the panels do not say it: said below them. */
  readonly marks?: string;
  /** What a bar of its panels is, as 'standard error of the mean over 3 seeds': said below them, if there is a bar. */
  readonly bars?: string;
  /** What a band of its panels is. */
  readonly bands?: string;
}

/** What the marks of bars and bands are called, for screen readers and for `svgDocument`. */
export const BAR_MARK = 'error bar';
export const BAND_MARK = 'band';

/**
 * A complete `<svg>` document on white paper that needs nothing from outside. `body` is markup, drawn in order. Equal
 * bodies give equal documents, though Plot numbers its clip paths through the whole program: here they are numbered anew.
 *
 * Below the panels stands what their marks, bars and bands are; the document is so much higher.
 *
 * @throws {TypeError}  if there is a bar or a band and it is not said what it is.
 */
export function svgDocument(frame: SvgFrame, body: readonly string[]): string {
  const { width, title, description } = frame;
  const notes = meaningsOf(frame, body);
  const height = frame.height + notes.length * NOTE_HEIGHT;
  const numbers = new Map<string, number>();
  const numbered = body.map((markup) =>
    markup.replace(/\bplot-clip-(\d+)/g, (_, number: string) => {
      if (!numbers.has(number)) numbers.set(number, numbers.size + 1);
      return `clip-${numbers.get(number)}`;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="${FONT_FAMILY}" font-size="11" fill="${INK}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<rect class="paper" width="${width}" height="${height}" fill="#ffffff"/>`,
    ...numbered,
    ...notes.map((note, line) =>
      svgText(note, { x: 12, y: frame.height + (line + 0.6) * NOTE_HEIGHT, size: 9.5, fill: FAINT_INK }),
    ),
    '</svg>',
    '',
  ].join('\n');
}

const NOTE_HEIGHT = 14;

/** Of DejaVu Sans at 9.5 px, the widest of the faces. */
const CHARACTER_WIDTH = 5.6;

/** What the marks, bars and bands in a drawing are, in lines that it has room for. */
function meaningsOf({ width, title, marks = '', bars, bands }: SvgFrame, body: readonly string[]): readonly string[] {
  const room = Math.floor((width - 24) / CHARACTER_WIDTH);
  const kinds = [
    { name: 'bars', mark: BAR_MARK, meaning: bars },
    { name: 'bands', mark: BAND_MARK, meaning: bands },
  ].filter(({ mark }) => body.some((markup) => markup.includes(`aria-description="${mark}"`)));
  const meanings = kinds.flatMap(({ name, meaning }) => {
    if (meaning === undefined || meaning === '') {
      throw new TypeError(
        `svgDocument: "${title}" has ${name} and does not say what they are; give ${name}, such as 'standard error of the mean over 3 seeds'.`,
      );
    }
    return linesOf(`${name}: ${meaning}`, room);
  });
  return [...(marks === '' ? [] : linesOf(marks, room)), ...meanings];
}

/** Words in lines of at most so many characters. */
function linesOf(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export interface TextOptions {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 'normal' | 'bold';
  readonly fill?: string;
  /** A colour around the letters, for text over a ground of many colours. */
  readonly halo?: string;
  /** Degrees, about (x, y), clockwise. */
  readonly rotate?: number;
  readonly className?: string;
  /** Said after the text, smaller and lighter. */
  readonly remark?: string;
}

/** A length to a hundredth of a px. */
export const rounded = (px: number) => Math.round(100 * px) / 100;

/** A `<text>` in which `_w` and `^2` (or `_{in}`) are set below and above the line: 'σ_w^2'. Of no text, nothing. */
export function svgText(text: string, options: TextOptions): string {
  if (text === '') return '';
  const { size = 11, anchor = 'start', weight = 'normal', fill = INK, halo, rotate, className, remark } = options;
  const [x, y] = [rounded(options.x), rounded(options.y)];
  const runs = scriptRuns(text, size);
  const attributes = [
    className === undefined ? '' : ` class="${escapeXml(className)}"`,
    // Else librsvg drops spaces where a run begins or ends.
    runs.includes('<tspan') ? ' xml:space="preserve"' : '',
    ` x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${fill}"`,
    weight === 'normal' ? '' : ` font-weight="${weight}"`,
    halo === undefined ? '' : ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`,
    rotate === undefined ? '' : ` transform="rotate(${rotate} ${x} ${y})"`,
  ];
  const after =
    remark === undefined
      ? ''
      : `<tspan dx="4" font-size="${0.8 * size}" font-weight="normal">${escapeXml(remark)}</tspan>`;
  return `<text${attributes.join('')}>${runs}${after}</text>`;
}

/** Shifts by `dy` are understood by every renderer; `baseline-shift` is not. */
function scriptRuns(text: string, size: number): string {
  let height = 0;
  return [...text.matchAll(/([_^])(?:\{([^}]*)\}|(.))|([^_^]+)/gu)]
    .map(([, script, braced, single, plain]) => {
      const target = script === '_' ? 0.22 * size : script === '^' ? -0.36 * size : 0;
      const shift = target - height;
      height = target;
      const content = escapeXml(plain ?? braced ?? single ?? '');
      if (shift === 0 && plain !== undefined) return content;
      const smaller = plain === undefined ? ` font-size="${(0.72 * size).toFixed(1)}"` : '';
      return `<tspan dy="${shift.toFixed(2)}"${smaller}>${content}</tspan>`;
    })
    .join('');
}

/** Text as XML character data or an attribute's value. Control characters, which XML cannot hold, become spaces. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[^\P{Cc}\n\t]/gu, ' ');
}
