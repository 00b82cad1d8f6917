import { watchLifeline } from '../shell/lifeline.ts';
import { Listeners } from '../shell/listeners.ts';
import type {
  DrawnReport,
  LiveOrder,
  LiveReport,
  OpenedReport,
  PredictedReport,
  SimulatedReport,
} from './protocol.ts';

/** An observation to draw at. */
export interface Asked {
  readonly x: Float32Array;
  readonly seed: number;
  readonly pace: 'moving' | 'resting';
  /** Parameters of which panels are wanted. */
  readonly shown: readonly number[] | undefined;
  /** The problem of @sbi/simulate to predict with, where there is one. */
  readonly predict: string | undefined;
}

/** Simulations from the posterior: enough for a fan, few enough to follow the hand. */
const PREDICTIONS = { moving: 60, resting: 400 } as const;

const ENDED =
  'What draws the posterior was ended from outside; it was started anew, and draws again at the next move.';

interface Opening {
  readonly id: number;
  resolve(report: OpenedReport): void;
  reject(error: Error): void;
}

/**
 * The page's side of the live worker: opens models and draws, one order at a time; of what is asked meanwhile only the newest
 * is carried out.
 */
export class LiveEngine {
  readonly onDrawn: Listeners<DrawnReport> = new Listeners();
  readonly onPredicted: Listeners<PredictedReport> = new Listeners();
  readonly onSimulated: Listeners<SimulatedReport> = new Listeners();
  /** Why the backend that was asked for does not draw; another one does. */
  readonly onRefused: Listeners<string> = new Listeners();
  /** Why there is no answer, in a line. */
  readonly onFailed: Listeners<string> = new Listeners();
  private readonly backend: string | undefined;
  private worker: Worker;
  private watching: AbortController = new AbortController();
  /** What a worker that is started anew opens. */
  private model: { readonly bytes: Uint8Array; readonly source: string } | undefined;
  private opening: Opening | undefined;
  private wanted: Asked | undefined;
  private current: (Asked & { readonly id: number }) | undefined;
  private predicting = false;
  private count = 0;
  /** Whether the worker has ever answered: one that does not load is not started again and again. */
  private answers = false;

  /** @param backend what is to draw; undefined: what is there first */
  constructor(backend: string | undefined) {
    this.backend = backend;
    this.worker = this.start();
  }

  /** Makes this the model that draws. @throws Error saying in one line what is wrong with the file */
  open(bytes: Uint8Array, source: string): Promise<OpenedReport> {
    this.opening?.reject(new Error('Another model was opened meanwhile.'));
    this.wanted = undefined;
    return new Promise((resolve, reject) => {
      const id = ++this.count;
      this.opening = { id, resolve, reject };
      this.model = { bytes, source };
      this.order({ type: 'open', id, bytes, source });
    });
  }

  /** Draws at this x as soon as the order under way is done, unless another one comes first. */
  draw(asked: Asked): void {
    this.wanted = asked;
    if (!this.current) this.next();
  }

  /** Draws θ from a problem's prior and simulates an x to observe. */
  simulate(problem: string, seed: number): void {
    this.order({ type: 'simulate', problem, seed });
  }

  dispose(): void {
    this.watching.abort();
    this.worker.terminate();
  }

  private start(): Worker {
    const name = `live ${Math.random()}`;
    const worker = new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name });
    watchLifeline(worker, name, this.watching.signal, () => this.restart(ENDED));
    worker.onmessage = ({ data }: MessageEvent<LiveReport>) => this.receive(data);
    worker.onerror = ({ message }) => this.restart(message || 'What draws the posterior does not load.');
    if (this.backend !== undefined)
      worker.postMessage({ type: 'start', backend: this.backend } satisfies LiveOrder);
    return worker;
  }

  /** A worker that broke down is replaced; the next drag draws again. */
  private restart(reason: string): void {
    const isLost = this.answers;
    this.answers = false;
    this.opening?.reject(new Error(reason));
    this.opening = undefined;
    if (isLost) {
      this.dispose();
      this.watching = new AbortController();
      this.worker = this.start();
      if (this.model) this.order({ type: 'open', id: ++this.count, ...this.model });
    }
    this.fail(reason);
  }

  private receive(report: LiveReport): void {
    this.answers = true;
    if (report.type === 'opened') {
      this.opened(report.id, ({ resolve }) => resolve(report));
    } else if (report.type === 'drawn') {
      this.onDrawn.tell(report);
      this.predict();
    } else if (report.type === 'predicted') {
      this.predicting = false;
      this.onPredicted.tell(report);
      this.next();
    } else if (report.type === 'simulated') {
      this.onSimulated.tell(report);
    } else if (report.order === 'start') {
      this.onRefused.tell(report.reason);
    } else if (report.order === 'open') {
      this.opened(report.id, ({ reject }) => reject(new Error(report.reason)));
    } else {
      this.fail(report.reason);
    }
  }

  /** Ends the opening of that number, unless another one came after it. */
  private opened(id: number | undefined, end: (opening: Opening) => void): void {
    const { opening } = this;
    if (opening?.id !== id || !opening) return;
    this.opening = undefined;
    end(opening);
  }

  private fail(reason: string): void {
    this.predicting = false;
    this.current = undefined;
    this.onFailed.tell(reason);
    if (this.wanted) this.next();
  }

  private next(): void {
    this.current = undefined;
    const { wanted } = this;
    if (!wanted) return;
    this.wanted = undefined;
    this.current = { ...wanted, id: ++this.count };
    const { x, seed, pace, shown } = wanted;
    this.order({ type: 'draw', id: this.count, x, seed, pace, shown });
  }

  /** The fan of what was just drawn, unless the hand has gone on: the posterior comes first. */
  private predict(): void {
    const { current } = this;
    if (current?.predict === undefined || this.predicting) {
      this.next();
    } else {
      this.predicting = true;
      const { id, predict: problem, pace, seed } = current;
      this.order({ type: 'predict', id, problem, count: PREDICTIONS[pace], seed });
    }
  }

  private order(order: LiveOrder): void {
    this.worker.postMessage(order);
  }
}
