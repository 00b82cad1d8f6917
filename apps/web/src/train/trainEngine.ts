import { watchLifeline } from '../shell/lifeline.ts';
import type { BeginOrder, CheckOrder, Part, Tables, TrainOrder, TrainReport } from './protocol.ts';

/** The worker died, or its device did: `recover` goes on from the epoch that was kept. */
interface InterruptedReport {
  readonly type: 'interrupted';
  readonly reason: string;
  /** 0: from the beginning. */
  readonly epoch: number;
}

export type EngineReport = TrainReport | InterruptedReport;

/** What the page's side answers for a source of tables. */
export interface Answers {
  /** Hands over tables; their buffers are transferred. */
  readonly tables: (part: Part, count: number) => Promise<Tables | undefined>;
  /** One x of the simulator behind them, where there is one. @throws Error saying in a line why there is none */
  readonly simulateAt?: (theta: Float32Array, seed: number) => Promise<Float32Array>;
}

/** A training as it is asked for. */
export interface TrainingRequest extends Omit<BeginOrder, 'type' | 'checkpoint'> {
  readonly answers?: Answers;
}

/** Where a training stands that can be gone on with. */
interface Standing {
  readonly request: TrainingRequest;
  readonly parts: readonly number[];
  readonly checkpoint?: { readonly bytes: Uint8Array; readonly epoch: number };
}

/** A model to be checked. */
export interface CheckRequest extends Omit<CheckOrder, 'type'>, Pick<TrainingRequest, 'answers'> {}

/** The page's side of training: one worker, which is replaced by a new one for another backend or another training. */
export class TrainEngine {
  private readonly listen: (report: EngineReport) => void;
  private backend: string;
  private worker: Worker | undefined;
  private watching: AbortController | undefined;
  private standing: Standing | undefined;
  private answers: Answers | undefined;
  private used = false;

  /** @param listen hears all reports of the workers, in order */
  constructor(backend: string, listen: (report: EngineReport) => void) {
    this.backend = backend;
    this.listen = listen;
  }

  /** Starts a worker, which reports the backends there are. */
  start(backend: string = this.backend): void {
    this.end();
    this.backend = backend;
    this.used = false;
    const name = `training ${Math.random()}`;
    const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module', name });
    const watching = new AbortController();
    watchLifeline(worker, name, watching.signal, () => this.lose('it was ended from outside'));
    worker.onmessage = ({ data }: MessageEvent<TrainReport>) => this.receive(data);
    worker.onerror = ({ message }) => this.lose(message || 'its code does not load');
    Object.assign(this, { worker, watching });
    this.order({ type: 'start', backend });
  }

  begin(request: TrainingRequest): void {
    this.enter({ request, parts: request.parts });
  }

  /** Asks a model that is there already about fresh simulations. */
  check({ answers, ...order }: CheckRequest): void {
    if (this.used || !this.worker) this.start();
    this.used = true;
    this.standing = undefined;
    this.answers = answers;
    this.order({ type: 'check', ...order });
  }

  pause(): void {
    this.order({ type: 'pause' });
  }

  /** After a pause or a stop. */
  goOn(): void {
    this.order({ type: 'goOn' });
  }

  /** Ends what is under way and keeps what was learnt. */
  stop(): void {
    this.order({ type: 'stop' });
  }

  more(count: number): void {
    this.order({ type: 'more', count });
  }

  drawFigures(theme: 'light' | 'dark', width: number): void {
    this.order({ type: 'figures', theme, width });
  }

  /** After an interruption: a new worker takes up the training where it was kept. */
  recover(backend: string = this.backend): void {
    this.start(backend);
    if (this.standing) this.enter(this.standing);
  }

  /** Another backend; a training under way goes on there from where it was kept last. */
  change(backend: string, isUnderWay: boolean): void {
    if (isUnderWay) this.recover(backend);
    else this.start(backend);
  }

  /** Lets the worker go, and with it all that it holds. */
  end(): void {
    this.watching?.abort();
    this.worker?.terminate();
    this.worker = undefined;
  }

  private enter(standing: Standing): void {
    if (this.used || !this.worker) this.start();
    this.used = true;
    this.standing = standing;
    this.answers = standing.request.answers;
    const { answers: _, ...request } = standing.request;
    const { checkpoint, parts } = standing;
    this.order({ type: 'begin', ...request, parts, ...(checkpoint && { checkpoint: checkpoint.bytes }) });
  }

  private receive(report: TrainReport): void {
    if (report.type === 'lost') {
      this.lose(`its graphics card is gone (${report.reason || 'no reason given'})`);
      return;
    }
    if (report.type === 'checkpoint' && this.standing) {
      const { bytes, epoch, parts } = report;
      this.standing = { ...this.standing, parts, checkpoint: { bytes, epoch } };
    }
    if (report.type === 'wanted') this.supply(report.part, report.count);
    else if (report.type === 'simulateAt') this.simulate(report.theta, report.seed);
    else this.listen(report);
  }

  private async supply(part: Part, count: number): Promise<void> {
    const { worker } = this;
    const tables = await this.answers?.tables(part, count);
    const transfer = tables ? [tables.theta.data.buffer, tables.x.data.buffer] : [];
    worker?.postMessage({ type: 'tables', tables } satisfies TrainOrder, transfer);
  }

  private async simulate(theta: Float32Array, seed: number): Promise<void> {
    const { worker, answers } = this;
    const x = await answers?.simulateAt?.(theta, seed).catch(({ message }: Error) => message);
    worker?.postMessage({ type: 'simulated', x: x ?? 'there is no simulator' } satisfies TrainOrder);
  }

  private lose(reason: string): void {
    if (!this.worker) return;
    this.end();
    this.listen({ type: 'interrupted', reason, epoch: this.standing?.checkpoint?.epoch ?? 0 });
  }

  private order(order: TrainOrder): void {
    this.worker?.postMessage(order);
  }
}
