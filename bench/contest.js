import { agreement } from './agreement.js';
import { milliseconds, spread } from './statistics.js';

/**
 * Our answer to one question and those of peers, in turn in every round; prints times, ratios and how far the answers are
 * apart.
 *
 * @param ask    Answers: an array of numbers.
 * @param peers  { peer, tolerance }: a process of `startPeer` that answers { milliseconds, values }, and how near in all of
 *               them.
 */
export async function contest({ rounds, ask, peers, print }) {
  const ours = [];
  const theirs = peers.map(() => ({ milliseconds: [], ratios: [], apart: 0 }));
  // Round -1 warms up.
  for (let round = -1; round < rounds; round++) {
    let values;
    const own = milliseconds(() => {
      values = ask();
    });
    const answers = [];
    for (const { peer } of peers) answers.push(await peer.ask({}));
    answers.forEach((answer, i) => {
      const apart = answer.values.map((value, n) => Math.abs(value - values[n]));
      theirs[i].apart = Math.max(theirs[i].apart, ...apart);
      if (round < 0) return;
      theirs[i].milliseconds.push(answer.milliseconds);
      theirs[i].ratios.push(answer.milliseconds / own);
    });
    if (round >= 0) ours.push(own);
  }
  for (const { peer } of peers) await peer.stop();

  const fastest = Math.min(...ours);
  print(`  rgflow                 ${spread(ours, 0, 'ms')}`);
  peers.forEach(({ peer, tolerance }, i) => {
    const least = Math.min(...theirs[i].milliseconds);
    print(`  ${peer.name}: ${spread(theirs[i].milliseconds, 0, 'ms')}`);
    print(`    takes longer by      ${spread(theirs[i].ratios, 2, 'times')}`);
    print(`    fastest              ${least.toFixed(0)} ms: ${(least / fastest).toFixed(2)} times ours`);
    print(`    answers differ by    ${agreement(theirs[i].apart, tolerance, 'nats')}`);
  });
}
