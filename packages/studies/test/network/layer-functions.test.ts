import { activationNames } from '@rgflow/kernels';
import { activationNames as theoreticalActivations } from '@rgflow/meanfield';
import type { Plan } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { faultsOf, planOf } from '../plan-of.js';

const TRAINING = ['quickstart', 'relative-entropy', 'trainability', 'plateau', 'mutual-information', 'nuisance'];
const nodesOf = (plan: Plan, ...stages: readonly string[]) =>
  plan.nodes.filter(({ stage }) => stages.includes(stage.name));

test('the activations that are computed are those of the theory', () => {
  expect(theoreticalActivations).toEqual(activationNames);
});

describe('the functions of networks in a plan', () => {
  test.each(TRAINING)('of %s are tanh unless told, and columns of its tables', (study) => {
    const plan = planOf(study, 'network.sigmaW2=1.5');
    for (const { params } of nodesOf(plan, 'train'))
      expect(params).toMatchObject({ activation: 'tanh', output: 'tanh' });
    const training = plan.tables.find(({ name }) => name === 'training')!;
    expect(training.cellColumns.map(({ name }) => name)).toEqual(expect.arrayContaining(['activation', 'output']));
  });

  test.each(TRAINING)('of %s reach every stage that passes a layer, and no draw depends on them', (study) => {
    const erf = planOf(study, 'network.sigmaW2=1.5', 'network.activation=erf', 'network.output=linear');
    const tanh = planOf(study, 'network.sigmaW2=1.5');
    expect(erf.nodes.map(({ stage }) => stage.name)).toEqual(tanh.nodes.map(({ stage }) => stage.name));
    expect(erf.nodes.map(({ stream }) => stream)).toEqual(tanh.nodes.map(({ stream }) => stream));
    const named = erf.nodes.filter(({ params }) => 'activation' in params);
    expect(named.every(({ params }) => params.activation === 'erf')).toBe(true);
    const passing = [
      'train',
      'activations',
      'historical-samples',
      'mutual-information',
      'nuisance-probe',
      'nuisance-snapshot',
    ];
    const theory = ['mean-field', 'mean-field-kl', 'correlation-length', 'predicted-plateau', 'predicted-information'];
    expect(named).toEqual(nodesOf(erf, ...passing, ...theory));
    for (const { params } of nodesOf(erf, 'train')) expect(params.output).toBe('linear');
  });

  test('of a sweep are of the same untrained networks, which are measured once for all outputs', () => {
    const plan = planOf('quickstart', 'network.activation=[tanh, relu]', 'network.output=[tanh, linear]');
    expect(nodesOf(plan, 'initialise')).toHaveLength(5);
    expect(nodesOf(plan, 'train')).toHaveLength(5 * 4);
    expect(nodesOf(plan, 'activations')).toHaveLength(5 * (2 + 4));
  });
});

describe('what does not exist of an activation', () => {
  test('is refused: a push-forward through relu', () => {
    const remedy = 'leave it out, or let network.activation be tanh, erf, sigmoid or linear';
    expect(faultsOf('quickstart', 'network.activation=relu', 'kl.estimators=[published, push-forward]')).toEqual([
      '--set kl.estimators=[published, push-forward]: kl.estimators[1]: expected an estimator that is defined for relu, ' +
        `which has no inverse, not "push-forward"; ${remedy}`,
    ]);
    expect(faultsOf('quickstart', 'network.activation=relu', 'kl.estimators=[all]')).toEqual([
      '--set kl.estimators=[all]: kl.estimators[0]: expected an estimator that is defined for relu, which has no inverse, not ' +
        '"all", of which push-forward is not; name the others, or let network.activation be tanh, erf, sigmoid or linear',
    ]);
    for (const other of ['erf', 'sigmoid', 'linear']) {
      expect(faultsOf('relative-entropy', `network.activation=${other}`)).toEqual([]);
    }
    const others = 'kl.estimators=[published, gaussian, published-2021, mean-field]';
    expect(faultsOf('relative-entropy', 'network.activation=relu', others)).toEqual([]);
  });

  test('is refused: a plateau where the variance grows, or stays', () => {
    const plateau = (...sets: readonly string[]) => faultsOf('plateau', 'network.activation=relu', ...sets);
    const rule =
      'expected less than 2, below which the variance of relu settles: beyond, the divergence has no plateau';
    expect(plateau('network.sigmaW2=2.5')).toEqual([`--set network.sigmaW2=2.5: network.sigmaW2: ${rule}, not 2.5`]);
    expect(plateau('network.sigmaW2=2', 'network.sigmaB2=0')).toHaveLength(1);
    expect(plateau('network.sigmaW2=1.9')).toEqual([]);
  });

  test('is refused: a correlation length where the variance grows', () => {
    const curves = (to: number, sigmaB2: number, activation = 'relu') =>
      faultsOf(
        'trainability',
        `network.activation=${activation}`,
        `network.sigmaB2=${sigmaB2}`,
        `theory.sigmaW2.to=${to}`,
      );
    expect(curves(3.2, 0.05)).toEqual([
      '--set theory.sigmaW2.to=3.2: theory.sigmaW2.to: expected less than 2: beyond, the variance ' +
        'of relu (network.activation) grows without end and there is no ξ_c, not 3.2',
    ]);
    expect(curves(2, 0.05)).toHaveLength(1);
    expect(curves(2, 0)).toEqual([]);
    expect(curves(1.9, 0.05)).toEqual([]);
    expect(curves(3.2, 0.05, 'sigmoid')).toEqual([]);
  });

  test('is refused: a predicted curve beyond the largest double', () => {
    const deep = ['network.activation=linear', 'network.sigmaW2=3.5', 'network.depth=900'];
    const [fault, ...rest] = faultsOf('quickstart', ...deep, 'kl.estimators=[published, mean-field]');
    expect(rest).toEqual([]);
    expect(fault).toMatch(
      /network.sigmaW2: expected less than 1, below which the variance of linear settles, or a network.depth of at most \d+,/,
    );
    expect(faultsOf('quickstart', ...deep)).toEqual([]);
    expect(faultsOf('mutual-information', ...deep)).toHaveLength(1);
  });

  test('does not blame what is at fault by itself twice', () => {
    expect(faultsOf('plateau', 'network.activation=relu', 'network.sigmaW2=-1')).toHaveLength(1);
    expect(faultsOf('quickstart', 'network.activation=swish', 'kl.estimators=[push-forward]')).toHaveLength(1);
  });
});

describe('training.keep', () => {
  test.each(['native', 'tfjs'])(
    'final keeps weights and biases of the last epoch, whatever is kept besides (%s)',
    (engine) => {
      const sets = ['training.epochs=2', 'network.sigmaW2=1.5', `training.engine=${engine}`];
      const kept = (study: string, ...more: readonly string[]) =>
        nodesOf(planOf(study, ...sets, 'network.depth=10', ...more), 'train', 'train-tfjs').map(({ keep }) => keep);
      const all = (keep: string) => {
        return { weights: keep, biases: keep, weightVelocities: keep, biasVelocities: keep };
      };
      const final = { weights: 'always', biases: 'always' };
      expect(kept('quickstart')).toEqual([all('head'), all('head')]);
      expect(kept('quickstart', 'training.keep=final')).toEqual([all('head'), { ...all('head'), ...final }]);
      expect(kept('trainability', 'seed=0')).toEqual([all('never'), all('never')]);
      expect(kept('trainability', 'seed=0', 'training.keep=final')).toEqual([
        all('never'),
        { ...all('never'), ...final },
      ]);
    },
  );

  test('is in no key and in no column', () => {
    const [one, other] = ['none', 'final'].map((keep) => planOf('quickstart', `training.keep=${keep}`));
    expect(one!.nodes.map(({ cell, params }) => [cell, params])).toEqual(
      other!.nodes.map(({ cell, params }) => [cell, params]),
    );
    expect(other!.tables).toEqual(one!.tables);
  });

  test('is asked of every network that is trained', () => {
    const kept = nodesOf(planOf('nuisance', 'seed=0', 'training.keep=final'), 'train').filter(
      ({ keep }) => keep.weights === 'always',
    );
    expect(kept).toHaveLength(4);
    const trained = nodesOf(planOf('mutual-information', 'seed=0', 'trained.epochs=3', 'trained.keep=final'), 'train');
    expect(new Set(trained.map(({ cell, keep }) => `${cell.epoch} ${keep.weights}`))).toEqual(
      new Set(['1 head', '2 head', '3 always']),
    );
  });
});
