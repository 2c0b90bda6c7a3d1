import type { Demand, Timing } from '@rgflow/pipeline';
import type { PredictedDemands } from '@rgflow/studies';
import type { Labelled } from './instance-label.js';

/**
 * What instances take of memory and of cores: what their study declares, and never more memory than earlier executions leave
 * room for.
 *
 * What is recorded of an execution is the peak of its whole process, with all threads and all that ran before. So nothing
 * is known from it of what an instance needs, but of what it cannot have needed: more than that peak. If an instance for
 * which as much or more is declared ran in a process that peaked at R bytes, this one takes R at most.
 */
export class Demands {
  readonly #peaks = new Map<string, readonly { readonly declared: number; readonly peak: number }[]>();
  readonly #known = new Map<string, number>();

  constructor(
    private readonly declared: PredictedDemands,
    private readonly timings: ReadonlyMap<string, readonly Timing[]>,
  ) {}

  of({ stage: { name }, cell }: Labelled): Partial<Demand> {
    const declared = this.declared[name]?.(cell) ?? {};
    if (declared.bytes === undefined) return declared;
    return { ...declared, bytes: this.#bounded(name, declared.bytes) };
  }

  #bounded(stage: string, declared: number): number {
    const key = `${stage} ${declared}`;
    let bytes = this.#known.get(key);
    if (bytes === undefined) {
      const as = this.#peaksOf(stage).filter((execution) => execution.declared >= declared);
      bytes = Math.min(declared, ...as.map(({ peak }) => peak));
      this.#known.set(key, bytes);
    }
    return bytes;
  }

  #peaksOf(stage: string): readonly { readonly declared: number; readonly peak: number }[] {
    let peaks = this.#peaks.get(stage);
    if (peaks === undefined) {
      peaks = (this.timings.get(stage) ?? []).flatMap(({ cell, maxRssBytes }) => {
        const { bytes } = this.declared[stage]!(cell);
        return bytes === undefined ? [] : [{ declared: bytes, peak: maxRssBytes }];
      });
      this.#peaks.set(stage, peaks);
    }
    return peaks;
  }
}
