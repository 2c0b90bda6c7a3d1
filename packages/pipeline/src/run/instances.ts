import type { Resolved } from '../key/resolution.js';
import { type Plan, type PlanNode, producersOf } from '../plan/plan.js';
import type { AcceptanceRecord, Digest, Outcome, StoredOutput } from '../records.js';
import type { Counts } from './events.js';
import { Lifetimes } from './lifetimes.js';
import { ReadyQueue } from './ready-queue.js';
import { Tally } from './tally.js';

/**
 * Where an instance is in its life:
 *
 *     waiting ──> due ──> hit                    (made anew: back to ready)
 *        │         └────> ready ──> running ──> executed or failed
 *        └──────> skipped
 *
 * It is due once all its producers have come to a good end, and stays so until it is looked up.
 */
export type State = 'waiting' | 'due' | 'ready' | 'running' | Outcome;

/** What is known of an instance. */
export interface Instance {
  readonly state: State;
  /** Its key, once the outputs of everything upstream are known. */
  readonly resolved: Pick<Resolved, 'preimage' | 'recipeKey'> | null;
  /** What an earlier execution with the same or an accepted key gave, if there was one. */
  readonly before: readonly StoredOutput[] | null;
  /** The acceptances by which `before` counts; none if it has the same key. */
  readonly accepted: readonly AcceptanceRecord[];
  readonly outputs: readonly StoredOutput[] | null;
  /** Key of the recipe whose outputs it has, or will have. */
  readonly recipeKey: Digest | null;
  /** Why it runs, is skipped, or is a hit on a result of other code; empty for other hits. */
  readonly reason: string;
}

/** What one step brought about. */
export interface Step {
  /** Instances that came to an outcome with it, in order. */
  readonly settled: readonly PlanNode[];
  /** Instances of which nobody will ask anything any more. */
  readonly over: readonly PlanNode[];
}

type Life = { -readonly [K in keyof Instance]: Instance[K] } & {
  /** Producers to wait for. */
  waitingFor: number;
  /** Instances to tell when this one is settled. */
  waiters: PlanNode[];
};

/**
 * The lives of the instances of a plan. It says what may be looked up and what may start, and is told what came of it;
 * it knows neither threads nor stores.
 *
 * A failing instance has everything skipped that waits for it, and nothing else.
 */
export class Instances {
  readonly #lives: readonly Life[];
  readonly #lifetimes: Lifetimes;
  readonly #ready = new ReadyQueue();
  readonly #tally = new Tally();
  #due: PlanNode[] = [];

  constructor(readonly plan: Plan) {
    this.#lifetimes = new Lifetimes(plan);
    this.#lives = plan.nodes.map((node) => ({
      state: 'waiting',
      resolved: null,
      before: null,
      accepted: [],
      outputs: null,
      recipeKey: null,
      reason: '',
      waitingFor: producersOf(node).length,
      waiters: [...node.consumers],
    }));
    for (const node of plan.nodes) if (this.#of(node).waitingFor === 0) this.#fallDue(node);
  }

  of(node: PlanNode): Instance {
    return this.#of(node);
  }

  /** The outcome of an instance, null as long as it has none. */
  outcomeOf(node: PlanNode): Outcome | null {
    const { state } = this.#of(node);
    return isOutcome(state) ? state : null;
  }

  output(node: PlanNode, name: string): StoredOutput {
    return this.#of(node).outputs!.find((record) => record.name === name)!;
  }

  /** Whether some consumer may still ask for the outputs of `node`. */
  wanted(node: PlanNode): boolean {
    return this.#lifetimes.wanted(node);
  }

  /** Instances with an outcome, by stage and outcome. */
  counts(): Readonly<Record<string, Counts>> {
    return this.#tally.byStage();
  }

  /** The hits, with the acceptances by which they are some. */
  *hits(): Generator<readonly [stage: string, accepted: readonly AcceptanceRecord[]]> {
    for (const node of this.plan.nodes) {
      const { state, accepted } = this.#of(node);
      if (state === 'hit') yield [node.stage.name, accepted];
    }
  }

  total(): Counts {
    return this.#tally.total();
  }

  get anyDue(): boolean {
    return this.#due.length > 0;
  }

  /** Takes the instances that are due, to be looked up. */
  takeDue(): readonly PlanNode[] {
    const due = this.#due;
    this.#due = [];
    return due;
  }

  /** What the look-up of an instance that was due has found: it is a hit, or ready. */
  resolve(node: PlanNode, { preimage, recipeKey, recorded, accepted, hit, reason }: Resolved): Step {
    const life = this.#in(node, 'due');
    life.resolved = { preimage, recipeKey };
    life.before = recorded?.outputs ?? null;
    life.accepted = accepted;
    life.recipeKey = hit?.recipeKey ?? recipeKey;
    life.reason = reason;
    if (hit !== null) {
      life.outputs = hit.outputs;
      return this.#settle(node, 'hit');
    }
    this.#makeReady(node);
    return NOTHING;
  }

  /** The next instance to run, which is then running; null if none is ready. */
  start(): PlanNode | null {
    const node = this.#ready.take();
    if (node !== null) this.#of(node).state = 'running';
    return node;
  }

  /** Takes back that an instance was started. */
  putBack(node: PlanNode): void {
    this.#in(node, 'running');
    this.#makeReady(node);
  }

  /**
   * Has `producers` run again because objects of them, which `consumer` needs to run, were not kept. The consumer waits
   * for them, or is skipped if one of them cannot be made any more.
   */
  makeAnew(producers: Iterable<PlanNode>, consumer: PlanNode): Step {
    const waiting = this.#in(consumer, 'running');
    const wanted = [...producers];
    const lost = wanted.find((producer) => !isGood(this.#of(producer).state) && this.outcomeOf(producer) !== null);
    if (lost !== undefined) return this.#settle(consumer, 'skipped', lost);
    waiting.state = 'waiting';
    for (const producer of wanted) {
      const life = this.#of(producer);
      waiting.waitingFor++;
      life.waiters.push(consumer);
      if (!isOutcome(life.state)) continue; // another consumer has asked already
      this.#tally.add(producer.stage.name, life.state, -1);
      this.#lifetimes.reopen(producer);
      life.before = life.outputs;
      life.recipeKey = life.resolved!.recipeKey;
      life.reason = `object missing: ${consumer.stage.name as string} needs it again`;
      this.#makeReady(producer);
    }
    return NOTHING;
  }

  /** A running instance has given its outputs. */
  execute(node: PlanNode, outputs: readonly StoredOutput[]): Step {
    this.#in(node, 'running').outputs = outputs;
    return this.#settle(node, 'executed');
  }

  /** A running instance has failed. */
  fail(node: PlanNode): Step {
    this.#in(node, 'running');
    return this.#settle(node, 'failed');
  }

  /**
   * Ends an instance for now and tells those who wait for it: they fall due, or are skipped and tell those who
   * wait for them.
   *
   * @param because  The producer for which an instance is skipped.
   */
  #settle(node: PlanNode, outcome: Outcome, because?: PlanNode): Step {
    const settled: PlanNode[] = [];
    const over: PlanNode[] = [];
    const end = (ended: PlanNode, how: Outcome, cause?: PlanNode): void => {
      const life = this.#of(ended);
      life.state = how;
      if (cause !== undefined) life.reason = `input: ${cause.stage.name as string} ${this.#of(cause).state}`;
      this.#tally.add(ended.stage.name, how);
      settled.push(ended);
    };
    end(node, outcome, because);
    for (const each of settled) {
      const { state, waiters } = this.#of(each);
      this.#of(each).waiters = [];
      for (const waiter of waiters) {
        const waiting = this.#of(waiter);
        if (waiting.state !== 'waiting') continue; // skipped because of another producer
        if (isGood(state)) {
          if (--waiting.waitingFor === 0) this.#fallDue(waiter);
        } else {
          end(waiter, 'skipped', each);
        }
      }
      over.push(...this.#lifetimes.settle(each, state === 'hit'));
    }
    return { settled, over };
  }

  #fallDue(node: PlanNode): void {
    this.#of(node).state = 'due';
    this.#due.push(node);
  }

  #makeReady(node: PlanNode): void {
    this.#of(node).state = 'ready';
    this.#ready.add(node);
  }

  #in(node: PlanNode, state: State): Life {
    const life = this.#of(node);
    if (life.state !== state) {
      throw new Error(`instance ${node.index} of ${node.stage.name as string} is ${life.state}, expected ${state}.`);
    }
    return life;
  }

  #of(node: PlanNode): Life {
    return this.#lives[node.index]!;
  }
}

const NOTHING: Step = { settled: [], over: [] };

function isOutcome(state: State): state is Outcome {
  return isGood(state) || state === 'failed' || state === 'skipped';
}

function isGood(state: State): boolean {
  return state === 'executed' || state === 'hit';
}
