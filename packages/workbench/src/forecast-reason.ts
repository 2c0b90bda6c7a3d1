import type { Forecast } from '@rgflow/pipeline';

/**
 * Why an instance would run, for people. Of one below something that will run itself, the stages that it waits for rather
 * than each of their outputs; empty for a hit.
 */
export function forecastReason({ node, reason, resolved, outcome }: Forecast, forecasts: readonly Forecast[]): string {
  if (outcome === 'hit' || resolved !== null) return reason;
  const above = Object.values(node.inputs)
    .map((input) => input.node)
    .filter((producer) => forecasts[producer.index]!.outcome === 'run');
  return `input: made anew by ${[...new Set(above.map(({ stage }) => stage.name as string))].join(', ')}`;
}
