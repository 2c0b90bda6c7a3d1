import { marginalise, THREE_LAYER_MACHINE, unitCorrelators } from '@rgflow/boltzmann';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** The table `boltzmann_correlator`: mean products of two units that a marginalisation leaves, before and after it. */
export const correlatorColumns = {
  machine: 'utf8',
  step: 'int32',
  layer: 'int32',
  unit: 'int32',
  other_layer: 'int32',
  other: 'int32',
  before: 'float64',
  after: 'float64',
} as const;

/** The correlators of the three-layer machine, before and after each of its hidden layers is integrated out. */
export const unitCorrelatorsStage = defineStage({
  name: 'unit-correlators',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: {},
  outputs: { boltzmann_correlator: table(correlatorColumns) },
  run: () => {
    const { fields, couplings } = THREE_LAYER_MACHINE;
    let earlier = unitCorrelators(THREE_LAYER_MACHINE);
    const rows = marginalise(THREE_LAYER_MACHINE).steps.flatMap(({ layer, field, induced, constant }, k) => {
      const left = { fields: [...fields.slice(0, layer), field], couplings: couplings.slice(0, layer) };
      const later = unitCorrelators({ ...left, induced, constant });
      const pairs = later.map((after) => {
        const before = earlier.find((each) => {
          const isFirst = each.layer === after.layer && each.unit === after.unit;
          return isFirst && each.otherLayer === after.otherLayer && each.other === after.other;
        })!;
        return {
          ...{ machine: 'three-layer', step: k + 1, layer: after.layer, unit: after.unit },
          ...{ other_layer: after.otherLayer, other: after.other, before: before.value, after: after.value },
        };
      });
      earlier = later;
      return pairs;
    });
    return { boltzmann_correlator: rows };
  },
});
