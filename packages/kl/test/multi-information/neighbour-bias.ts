import { type ClosedForm, expectation } from './closed-forms.js';

/**
 * The bias of `nearestNeighbourEntropy` of n samples, by quadrature instead of by draws: what a sample at x has of the
 * distribution nearer than its k-th neighbour, u, is of the beta distribution (k, n - k), and E ln u = ψ(k) - ψ(n). So
 *
 *     bias = E_x E_u ln [2 p(x) ε / u],    u = F(x + ε) - F(x - ε).
 */
export function neighbourBias({ of, density, cumulative }: ClosedForm, n: number, k = 3): number {
  const [least, largest] = [Math.log(5e-3 / n), Math.log((k + 10 * Math.sqrt(k) + 10) / n)];
  const logShares = Array.from({ length: 24 }, (_, j) => least + ((largest - least) * (j + 0.5)) / 24);
  const weights = logShares.map((t) => Math.exp(k * (t + Math.log(n)) + (n - k - 1) * Math.log1p(-Math.exp(t))));
  const whole = weights.reduce((a, b) => a + b);
  return expectation((z) => {
    const x = of(z, 0);
    const logDensity = Math.log(2 * density(x));
    return logShares.reduce((sum, t, j) => {
      const weight = weights[j]! / whole;
      return weight < 1e-7 ? sum : sum + weight * (logDensity + logReach(cumulative, x, t, t - logDensity) - t);
    }, 0);
  }, 120);
}

/** ln ε of the distance within which a share e^t lies, from that of a density that is even. */
function logReach(cumulative: ClosedForm['cumulative'], x: number, t: number, ofEven: number): number {
  const share = Math.exp(t);
  let [low, high] = [ofEven - 10, ofEven + 6];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    const reach = Math.exp(middle);
    if (cumulative(x + reach) - cumulative(x - reach) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
