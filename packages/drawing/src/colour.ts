/**
 * One colour per σ_w², dark at the edge of chaos and lighter the further away: blues in the ordered phase (σ_w² below the
 * critical value), black at it, oranges in the chaotic phase. As sRGB, '#rrggbb'.
 *
 * Lightness carries the order within a phase and hue (blue against orange, which every common colour blindness keeps apart)
 * the phase, so the scale also survives grey print. The lightest colour still has a contrast of 2.5 to 1 on white.
 *
 * @param sigmaW2   The weight variances drawn, in any order.
 * @param critical  The critical σ_w² at the study's bias variance.
 * @returns One colour for each entry of `sigmaW2`, in its order.
 */
export function phaseColours(sigmaW2: readonly number[], critical: number): readonly string[] {
  const ordered = descending(sigmaW2.filter((value) => value < critical && !isCritical(value, critical)));
  const chaotic = ascending(sigmaW2.filter((value) => value > critical && !isCritical(value, critical)));
  return sigmaW2.map((value) => {
    if (isCritical(value, critical)) return '#000000';
    return value < critical
      ? oklch(lightness(ordered.indexOf(value), ordered.length), 0.13, 252)
      : oklch(lightness(chaotic.indexOf(value), chaotic.length), 0.15, 48);
  });
}

/**
 * `count` colours in an order that shows: from light orange over purple to dark blue, lightness falling evenly, none too light
 * to be read on white.
 */
export function sequentialColours(count: number): readonly string[] {
  return Array.from({ length: count }, (_, rank) => {
    const t = count === 1 ? 0.5 : rank / (count - 1);
    return oklch(0.72 - 0.37 * t, 0.15, 55 - 155 * t);
  });
}

/** Whether a swept σ_w² is the critical value to the two decimals that study files give it with. */
export function isCritical(sigmaW2: number, critical: number): boolean {
  return Math.abs(sigmaW2 - critical) <= 0.005;
}

/** OKLab lightness of the curve that is `rank`-th from the critical point among `count` on its side. */
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
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(hexChannel).join('')}`;
}

function hexChannel(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return hex(255 * encoded);
}

const hex = (channel: number) => Math.round(channel).toString(16).padStart(2, '0');

const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const descending = (values: readonly number[]) => ascending(values).reverse();
