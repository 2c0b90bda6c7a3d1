import { powerOfTwo } from '@rgflow/numerics';
import { ringRelativeEntropy } from '../chain/ring.js';
import { spinNegentropy } from '../negentropy.js';

/**
 * Multi-information of a periodic chain of N spins per retained spin, without a field, in nats, after 0, 1, ... decimations
 * as far as every other spin can be removed; shape (steps + 1):
 *
 *     t = K tanh K - ln cosh K + K (1 - t²) t^(N-1) / (1 + t^N) - ln(1 + t^N) / N,    t = tanh K,
 *
 * with the coupling and the number of spins of the step. Every spin alone is a fair coin, so it is ln 2 - S(p)/N, and with
 * the relative entropy s⁽ⁿ⁾ of the step
 *
 *     s⁽ⁿ⁾ ln 2 = t_0 - 2⁻ⁿ t_n,
 *
 * exactly: what the decimation has lost is multi-information. The ring of one spin, which has none, is the last step of a
 * power of two.
 *
 * @param coupling  K, of either sign.
 * @param spins     N >= 1.
 * @throws {DomainError} if the coupling is not finite or N is not a whole number from 1 to 2^30.
 *
 * @example
 * ringMultiInformation(1, 8); // [0.370479, 0.229465, 0.097921, 0]
 */
export function ringMultiInformation(coupling: number, spins: number): readonly number[] {
  return ringRelativeEntropy(coupling, spins).steps.map(({ step, coupling }) => {
    const size = spins / powerOfTwo(step);
    // A spin tells itself nothing; its bond to itself is a constant.
    if (size === 1) return 0;
    // tanh |K| is 1 to all digits long before the bond of a frustrated ring is satisfied.
    const e = Math.exp(-2 * Math.abs(coupling));
    const logT = e > 0.1 ? Math.log(Math.tanh(Math.abs(coupling))) : Math.log1p((-2 * e) / (1 + e));
    const isFrustrated = coupling < 0 && size % 2 === 1;
    // 2N states of one broken bond are left.
    if (isFrustrated && e === 0) return Math.LN2 - Math.log(2 * size) / size;
    const whole = isFrustrated ? -Math.expm1(size * logT) : 1 + Math.exp(size * logT);
    const signed = isFrustrated ? -Math.exp(size * logT) : Math.exp(size * logT);
    // K tᴺ⁻¹ = |K| |t|ᴺ⁻¹ with the sign of tᴺ.
    const closing = (4 * e * Math.abs(coupling) * signed) / ((1 + e) * (1 + e) * Math.exp(logT) * whole);
    const logWhole = isFrustrated ? Math.log(whole) : Math.log1p(signed);
    return coupling === 0 ? 0 : spinNegentropy(coupling) + closing - logWhole / size;
  });
}
