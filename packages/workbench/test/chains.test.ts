import { describe, expect, it } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';
import { Chains } from '../src/progress/chains.js';
import { roundsToFollow } from '../src/run-rounds.js';

describe('what waits for an instance', () => {
  it('is the longest chain behind it: the later epochs of its network, and what looks at the last', async () => {
    const set = ['network.depth=2', 'network.width=8', 'training.epochs=5', 'network.sigmaW2=1.5'];
    const { plan } = await prepareStudy('quickstart', { set });
    const units: Readonly<Record<string, number>> = { train: 10, activations: 3, kl: 2, fit: 1 };
    const chains = new Chains(plan, ({ stage: { name } }) => units[name] ?? 1);
    const behind = (name: string, epoch?: number) => {
      const node = plan.nodes.find(({ stage, cell }) => stage.name === name && (epoch ?? cell.epoch) === cell.epoch)!;
      return chains.behind(name, node.cell);
    };
    expect(behind('train', 2)).toEqual({ train: 30, activations: 3, kl: 2, fit: 1 });
    expect(behind('initialise')).toEqual({ train: 50, activations: 3, kl: 2, fit: 1 });
    expect(behind('fit')).toEqual({});
    expect(chains.behind('train', {})).toEqual({});
  });
});

describe('rounds that may follow', () => {
  const round = { number: 0, done: null };

  it('of a study that refines are those that it may have, of one that adds seeds are not known', async () => {
    const refining = await prepareStudy('trainability-refined');
    const { rounds } = refining.adaptive!.refine!.rule;
    expect(roundsToFollow(refining, round)).toBe(rounds);
    expect(roundsToFollow(refining, { ...round, number: rounds - 1 })).toBe(1);
    const { adaptive } = refining;
    const replicate = {
      reader: adaptive!.refine!.reader,
      rule: { result: adaptive!.refine!.rule.result, below: 1, max: 9 },
    };
    expect(roundsToFollow({ adaptive: { ...adaptive!, replicate } }, round)).toBeNull();
  });

  it('are none after the last, of a round that is asked for alone, and of other studies', async () => {
    const refining = await prepareStudy('trainability-refined');
    const { rounds } = refining.adaptive!.refine!.rule;
    expect(roundsToFollow(refining, { ...round, number: rounds })).toBeUndefined();
    expect(roundsToFollow(refining, { ...round, done: [] })).toBeUndefined();
    expect(roundsToFollow(await prepareStudy('quickstart'), round)).toBeUndefined();
  });
});
