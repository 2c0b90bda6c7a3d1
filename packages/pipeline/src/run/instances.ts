import type { Resolved } from '../key/resolution.js';
import { keepsAsLong } from '../plan/keep.js';
import { isFurtherBlock, type Plan, type PlanNode, producersOf } from '../plan/plan.js';
import type { AcceptanceRecord, Digest, Outcome, StoredOutput } from '../records.js';
import { DueQueue } from './due-queue.js';
import type { Counts } from './events.js';
import type { Instance, State, Step } from './instance.js';
import { Lifetimes } from './lifetimes.js';
import { type Ready, ReadyQueue } from './ready-queue.js';
import { Tally } from './tally.js';

type Life = { -readonly [K in keyof Instance]: Instance[K] } & {
  /** Producers to wait for. */
  waitingFor: number;
  /** Instances to tell when this one is settled: at first its consumers. */
  waiters: readonly PlanNode[];
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
  /** Of each key the instance that is to run, or runs. */
  readonly #underWay = new Map<Digest, PlanNode>();
  readonly #tally = new Tally();
  readonly #due = new DueQueue();

  /** @param queue  in what order those that are ready start */
  constructor(
    readonly plan: Plan,
    private readonly queue: Ready = new ReadyQueue(),
  ) {
    this.#lifetimes = new Lifetimes(plan);
    this.#lives = plan.nodes.map((node) => ({
      state: 'waiting',
      resolved: null,
      before: null,
      accepted: NONE,
      outputs: null,
      recipeKey: null,
      reason: '',
      twin: null,
      waitingFor: producersOf(node).length,
      waiters: node.consumers,
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

  /** Lets go of what was known of an instance that is over, but for its outcome, and for what tells a block of a chain. */
  forget(node: PlanNode): void {
    const life = this.#of(node);
    life.resolved = null;
    life.before = null;
    life.recipeKey = null;
    life.reason = '';
    if (!isFurtherBlock(node)) life.outputs = null;
  }

  get anyDue(): boolean {
    return this.#due.size > 0;
  }

  /** Takes instances that are due, to be looked up: at most so many. */
  takeDue(most = Number.POSITIVE_INFINITY): readonly PlanNode[] {
    return this.#due.take(most);
  }

  /** What the look-up of an instance that was due has found: it is a hit, or ready. */
  resolve(node: PlanNode, resolved: Resolved): Step {
    const { recipeKey, recorded, accepted, hit, reason } = resolved;
    const life = this.#in(node, 'due');
    life.resolved = resolved;
    life.before = recorded?.outputs ?? null;
    life.accepted = accepted;
    life.recipeKey = hit?.recipeKey ?? recipeKey;
    life.reason = reason;
    if (hit !== null) {
      life.outputs = hit.outputs;
      return this.#settle(node, 'hit');
    }
    this.#runOnce(node);
    return NOTHING;
  }

  /** The instances that wait for one of the same key. */
  twinsOf(node: PlanNode): readonly PlanNode[] {
    return this.#of(node).waiters.filter((waiter) => this.#of(waiter).twin === node);
  }

  /** How many are ready. */
  get ready(): number {
    return this.queue.size;
  }

  /** The next instance to run; null if none is ready, or none fits beside what runs. */
  get next(): PlanNode | null {
    return this.queue.first;
  }

  /** Starts the next instance, which is then running; null if none is ready. */
  start(): PlanNode | null {
    const node = this.queue.take();
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
      life.waiters = [...life.waiters, consumer];
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
    this.#end(settled, node, outcome, because);
    for (const each of settled) {
      const life = this.#of(each);
      const { state, waiters } = life;
      life.waiters = NONE;
      for (const waiter of waiters) {
        const waiting = this.#of(waiter);
        if (waiting.state !== 'waiting') continue; // skipped because of another producer
        if (waiting.twin === each) {
          this.#afterTwin(waiter, each, settled);
        } else if (isGood(state)) {
          if (--waiting.waitingFor === 0) this.#fallDue(waiter);
        } else {
          this.#end(settled, waiter, 'skipped', each);
        }
      }
      this.#lifetimes.settle(each, state === 'hit', over);
    }
    return { settled, over };
  }

  /** Ends one instance for now, and notes it among those that were `settled`. */
  #end(settled: PlanNode[], node: PlanNode, outcome: Outcome, because?: PlanNode): void {
    const life = this.#of(node);
    life.state = outcome;
    if (life.recipeKey !== null && this.#underWay.size > 0 && this.#underWay.get(life.recipeKey) === node) {
      this.#underWay.delete(life.recipeKey);
    }
    if (because !== undefined) life.reason = `input: ${because.stage.name as string} ${this.#of(because).state}`;
    this.#tally.add(node.stage.name, outcome);
    settled.push(node);
  }

  #waitFor(twin: PlanNode, node: PlanNode): void {
    const life = this.#of(node);
    life.state = 'waiting';
    life.waitingFor = 1;
    life.twin = twin;
    const other = this.#of(twin);
    other.waiters = [...other.waiters, node];
  }

  /** What its twin gave is its own; if the twin failed, it has to run itself. */
  #afterTwin(node: PlanNode, twin: PlanNode, settled: PlanNode[]): void {
    const life = this.#of(node);
    const { state, outputs } = this.#of(twin);
    life.waitingFor = 0;
    life.twin = null;
    if (isGood(state)) {
      life.outputs = outputs;
      life.reason = '';
      this.#end(settled, node, 'hit');
    } else {
      this.#runOnce(node);
    }
  }

  /** Makes it ready, or has it wait for one of the same key. */
  #runOnce(node: PlanNode): void {
    const twin = this.#underWay.get(this.#of(node).recipeKey!);
    if (twin !== undefined && twin !== node && keepsAsLong(twin.keep, node.keep)) this.#waitFor(twin, node);
    else this.#makeReady(node);
  }

  #fallDue(node: PlanNode): void {
    this.#of(node).state = 'due';
    this.#due.add(node);
  }

  #makeReady(node: PlanNode): void {
    const life = this.#of(node);
    life.state = 'ready';
    if (!this.#underWay.has(life.recipeKey!)) this.#underWay.set(life.recipeKey!, node);
    this.queue.add(node);
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

const NONE: readonly never[] = [];
const NOTHING: Step = { settled: [], over: [] };

function isOutcome(state: State): state is Outcome {
  return isGood(state) || state === 'failed' || state === 'skipped';
}

function isGood(state: State): boolean {
  return state === 'executed' || state === 'hit';
}
