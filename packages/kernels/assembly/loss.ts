import { exponential, logarithm } from './elementary';

/**
 * Mean over the rows of -ln softmax(logits)[label], in float64; with `gradient` other than 0, also its gradient
 * (softmax(logits) - one-hot(label)) / rows. The largest logit is taken out first, so that no exponential overflows.
 */
export function softmaxCrossEntropy(rows: i32, classes: i32, logits: usize, labels: usize, gradient: usize): f64 {
  let loss: f64 = 0;
  const rowBytes = <usize>classes << 2;
  for (let i = 0; i < rows; i++, logits += rowBytes, labels++) {
    let largest = load<f32>(logits);
    for (let at = logits + 4; at < logits + rowBytes; at += 4) largest = max(largest, load<f32>(at));
    let partition: f64 = 0;
    for (let at = logits; at < logits + rowBytes; at += 4) partition += exponential(<f64>load<f32>(at) - <f64>largest);
    const label = <usize>load<u8>(labels) << 2;
    // The partition sum is at least 1, the term of the largest logit, unless a logit is NaN or +Infinity.
    loss += partition >= 1 ? logarithm(partition) - (<f64>load<f32>(logits + label) - <f64>largest) : NaN;
    if (gradient) {
      const weight = 1 / (partition * <f64>rows);
      for (let at: usize = 0; at < rowBytes; at += 4, gradient += 4) {
        const share = exponential(<f64>load<f32>(logits + at) - <f64>largest) * weight;
        store<f32>(gradient, <f32>(at == label ? share - 1 / <f64>rows : share));
      }
    }
  }
  return loss / <f64>rows;
}

/** Number of rows whose first largest logit is the label's; a row with NaN is not correct. */
export function countCorrect(rows: i32, classes: i32, logits: usize, labels: usize): i32 {
  let correct = 0;
  const rowBytes = <usize>classes << 2;
  for (let i = 0; i < rows; i++, logits += rowBytes, labels++) {
    const at = logits + (<usize>load<u8>(labels) << 2);
    const value = load<f32>(at);
    let largest = value == value;
    for (let other = logits; other < at; other += 4) largest = largest && load<f32>(other) < value;
    for (let other = at + 4; other < logits + rowBytes; other += 4) largest = largest && load<f32>(other) <= value;
    if (largest) correct++;
  }
  return correct;
}
