import { Rng, type Simulations } from '@sbi/core';
import {
  type Amortized,
  type AmortizedPosterior,
  decode,
  type NpeOptions,
  npe,
  type StepReport,
  Trainer,
  type Verdict,
} from '@sbi/npe';
import { concatSimulations } from '@sbi/simulate';
import { checkModel, HELD_OUT } from '../trust/checkModel.ts';
import { Gate } from './gate.ts';
import { type Origin, type Outside, originOf } from './origin.ts';
import type { BeginOrder, CheckOrder, Part, TrainReport, TrainSettings } from './protocol.ts';
import { flowOf, networkOf } from './recipes.ts';
import { Sharing } from './sharing.ts';
import { sentenceOf, textOfEpoch, textOfSteps } from './words.ts';

/** The reason of an abort that was asked for. */
export const STOPPED = 'stopped in the page';

/** What a training does next, when what it does now has ended. */
export type Task = () => Promise<void>;

/** One training from simulations to a verdict, with what a visitor asks of it on the way. */
export class Training {
  /** What the last checks came to. */
  verdict: Verdict | undefined;
  private readonly order: BeginOrder | CheckOrder;
  private readonly send: (report: TrainReport) => void;
  private readonly rng: Rng;
  private readonly origin: Origin;
  private readonly sharing: Sharing;
  private readonly parts: number[];
  private readonly gate: Gate = new Gate();
  private abort = new AbortController();
  private trainer: Trainer | undefined;
  private checkpoint: Uint8Array | undefined;
  private isTraining = false;
  private isStopping = false;
  private wanted = 0;

  constructor(order: BeginOrder | CheckOrder, outside: Outside, send: (report: TrainReport) => void) {
    this.order = order;
    this.send = send;
    this.rng = Rng.fromSeed(order.settings.seed);
    this.origin = originOf(order.source, this.rng, outside);
    this.sharing = new Sharing(send);
    this.parts = order.type === 'begin' ? [...order.parts] : [];
    this.checkpoint = order.type === 'begin' ? order.checkpoint : undefined;
  }

  /** Simulates, trains, and checks what came out; or checks what is there. */
  readonly begin: Task = async () => {
    const { order } = this;
    if (order.type === 'check') {
      using model = decode(order.model);
      return await this.check(model);
    }
    const simulations = await this.gather();
    const { checkpoint } = this;
    this.checkpoint = undefined;
    if (order.settings.preset === 'auto') return this.choose(simulations);
    this.trainer = new Trainer(simulations, { ...this.options(), ...(checkpoint && { checkpoint }) });
    return this.train(this.trainer);
  };

  pause(): void {
    if (this.isTraining) this.gate.shut();
  }

  /** Ends what is under way: a training keeps what it learnt, by an epoch that is cut short; anything else ends at once. */
  stop(): void {
    this.isStopping = true;
    this.gate.open();
    if (this.isTraining && this.trainer) this.trainer.endEpoch();
    else this.abort.abort(STOPPED);
  }

  /** A pause ends at once; for a training that was stopped, the task that goes on with it. */
  goOn(): Task | undefined {
    const { trainer } = this;
    if (this.isTraining || !trainer) {
      this.gate.open();
      return undefined;
    }
    this.abort.abort(STOPPED); // what is checked now is to be trained on
    return async () => {
      this.abort = new AbortController();
      trainer.resume();
      await this.train(trainer);
    };
  }

  /** A training cuts its epoch short and takes more simulations; for one that has ended, the task that goes on with them. */
  more(count: number): Task | undefined {
    const { trainer } = this;
    if (trainer && this.isTraining) {
      this.wanted += count;
      trainer.endEpoch();
      this.gate.open();
      return undefined;
    }
    this.abort.abort(STOPPED);
    return async () => {
      this.abort = new AbortController();
      // A schedule that has ended leaves nothing to go on with.
      if (!trainer || trainer.stopped === 'schedule') {
        this.forget();
        this.parts.push(count);
        return this.begin();
      }
      await this.append(trainer, count);
      trainer.resume();
      return this.train(trainer);
    };
  }

  private forget(): void {
    this.trainer?.dispose();
    this.trainer?.best.dispose();
    this.trainer = undefined;
  }

  /** The pairs of all parts. */
  private async gather(): Promise<Simulations> {
    const total = this.parts.reduce((sum, count) => sum + count, 0);
    const tables: Simulations[] = [];
    let before = 0;
    for (const [part, count] of this.parts.entries()) {
      tables.push(await this.simulate(part, count, { before, total }));
      before += count;
    }
    return concatSimulations(tables);
  }

  private async simulate(
    part: Part,
    count: number,
    { before, total }: { before: number; total: number },
  ): Promise<Simulations> {
    const { warnings, ...run } = await this.origin.simulate(part, count, {
      signal: this.abort.signal,
      onProgress: (done) => {
        const all = before + done;
        const text = `${all.toLocaleString('en')} ${part === 'held' ? 'fresh ' : ''}simulations`;
        const stage = part === 'held' ? 'check' : 'simulate';
        this.send({ type: 'progress', stage, fraction: all / total, text });
      },
    });
    if (warnings.length > 0) this.send({ type: 'warnings', texts: warnings });
    return run;
  }

  private async append(trainer: Trainer, count: number): Promise<void> {
    const part = this.parts.length;
    const more = await this.simulate(part, count, { before: 0, total: count });
    trainer.append(more);
    this.parts.push(count);
  }

  /** What a training is told; its streams are those of `sbi demo`: the same seed gives the same weights there and here. */
  private options(): NpeOptions {
    const { seed: _, flow, embedding, ...settings }: TrainSettings = this.order.settings;
    return {
      ...settings,
      ...(flow && { flow: flowOf(flow) }),
      ...(embedding && { embedding: networkOf(embedding) }),
      prior: this.origin.prior,
      seed: this.rng.fork('training'),
      onSteps: (report) => this.within(report),
    };
  }

  /** Within an epoch, which waits for it. */
  private async within(report: StepReport): Promise<void> {
    if (this.trainer) await this.sharing.tellWithin(this.trainer, report);
    else
      this.send({ type: 'steps', report, fraction: shareOf(report), text: textOfSteps(report, undefined) });
    if (this.gate.isShut) await this.rest();
  }

  /** Trains until it ends or is stopped; what was learnt until then is kept. */
  private async train(trainer: Trainer): Promise<void> {
    this.isTraining = true;
    this.isStopping = false;
    try {
      for await (const epoch of trainer) {
        await this.sharing.tell(trainer, epoch, this.parts);
        if (this.gate.isShut) {
          await this.sharing.tellAll(trainer, this.parts);
          await this.rest();
        }
        if (this.wanted > 0) await this.append(trainer, this.wanted);
        this.wanted = 0;
        if (this.isStopping) break;
      }
    } finally {
      this.isTraining = false;
      this.gate.open();
    }
    await this.sharing.tellAll(trainer, this.parts);
    await this.finish(trainer.best);
  }

  private async rest(): Promise<void> {
    this.send({ type: 'paused' });
    await this.gate.passed();
    this.send({ type: 'goesOn' });
  }

  /** Tries several flows side by side and keeps the best. */
  private async choose(simulations: Simulations): Promise<void> {
    this.isTraining = true;
    const race = npe(simulations, {
      ...this.options(),
      signal: this.abort.signal,
      onProgress: async (epoch) => {
        this.send({ type: 'epoch', epoch, fraction: shareOf(epoch), text: textOfEpoch(epoch) });
        if (this.gate.isShut) await this.rest();
      },
    });
    using chosen = await race.finally(() => {
      this.isTraining = false;
      this.gate.open();
    });
    await this.finish(chosen);
  }

  private async finish(model: AmortizedPosterior): Promise<void> {
    const { training } = model;
    const { stopped, epochs, rows: simulations } = training;
    this.send({
      type: 'trained',
      bytes: await model.encode(),
      sentence: sentenceOf(training),
      isConverged: stopped === 'patience' || stopped === 'schedule',
      stopped,
      epochs,
      simulations,
    });
    await this.check(model);
  }

  /** Asks the model about simulations that it has not seen. */
  private async check(model: Amortized): Promise<void> {
    const { origin, rng } = this;
    const { signal } = this.abort;
    try {
      const heldOut = await this.simulate('held', HELD_OUT, { before: 0, total: HELD_OUT });
      this.verdict = await checkModel(model, {
        ...{ heldOut, rng, signal, simulator: origin.simulator, observed: this.order.observed },
        onProgress: (done, total) => {
          const text = `${done} of ${total} fresh simulations`;
          this.send({ type: 'progress', stage: 'check', fraction: done / total, text });
        },
      });
      this.send({ type: 'checked', verdict: this.verdict });
    } catch (error) {
      const reason = error === STOPPED ? 'The checks were stopped.' : (error as Error).message;
      this.send({ type: 'unchecked', reason });
    }
  }
}

/** Of several flows side by side, the share that has had its turn. */
function shareOf({ attempt }: Pick<StepReport, 'attempt'>): number {
  return attempt ? attempt.index / attempt.count : 1;
}
