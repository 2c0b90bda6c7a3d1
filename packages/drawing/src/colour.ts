/**
 * One colour for each value, dark near a middle and lighter the further away: blues below the middle, black at it,
 * oranges above. As sRGB, '#rrggbb'.
 *
 * Lightness carries the order on either side and hue (blue against orange, which every common colour blindness keeps
 * apart) the side, so the scale also survives grey print. The lightest colour still has a contrast of 2.5 to 1 on white.
 *
 * @param values   In any order.
 * @param middle   What divides them.
 * @param nearest  How far from the middle a value still counts as being at it. Default 0.
 * @returns One colour for each entry of `values`, in its order.
 */
export function divergingColours(values: readonly number[], middle: number, nearest = 0): readonly string[] {
  const isMiddle = (value: number) => Math.abs(value - middle) <= nearest;
  const below = descending(values.filter((value) => value < middle && !isMiddle(value)));
  const above = ascending(values.filter((value) => value > middle && !isMiddle(value)));
  return values.map((value) => {
    if (isMiddle(value)) return '#000000';
    return value < middle
      ? oklch(lightness(below.indexOf(value), below.length), 0.13, 252)
      : oklch(lightness(above.indexOf(value), above.length), 0.15, 48);
  });
}

/**
 * `count` colours in an order that shows: from light orange over purple to dark blue, lightness falling evenly, none too
 * light to be read on white.
 */
export function sequentialColours(count: number): readonly string[] {
  return Array.from({ length: count }, (_, rank) => {
    const t = count === 1 ? 0.5 : rank / (count - 1);
    return oklch(0.72 - 0.37 * t, 0.15, 55 - 155 * t);
  });
}

/** OKLab lightness of the value that is `rank`-th from the middle among `count` on its side. */
function lightness(rank: number, count: number): number {
  const [darkest, lightest] = [0.45, 0.7];
  return count === 1 ? (darkest + lightest) / 2 : darkest + ((lightest - darkest) * rank) / (count - 1);
}

/** A colour laid on white paper with the given opacity, as an opaque colour. */
export function tint(colour: string, opacity: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return `#${channels.map((channel) => hex(255 - opacity * (255 - channel))).join('')}`;
}

/**
 * A colour of the perceptually uniform space OKLCh as '#rrggbb', each channel clipped to the gamut of sRGB.
 *
 * Source: B. Ottosson, A perceptual color space for image processing (2020), https://bottosson.github.io/posts/oklab/.
 */
function oklch(lightness: number, chroma: number, hueDegrees: number): string {
  const hue = (hueDegrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(hexChannel).join('')}`;
}

function hexChannel(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.exp(Math.log(clipped) / 2.4) - 0.055;
  return hex(255 * encoded);
}

const cube = (x: number) => x * x * x;

const hex = (channel: number) => Math.round(channel).toString(16).padStart(2, '0');

const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const descending = (values: readonly number[]) => ascending(values).reverse();
