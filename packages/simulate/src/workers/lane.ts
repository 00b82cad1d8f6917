import type { Matrix } from '@sbi/core';
import { type Receive, RowFailure } from '../rows.ts';
import type { Fault } from '../simulateRow.ts';
import type { Report } from './protocol.ts';
import { startThread, type Thread } from './thread.ts';

export interface LaneSettings {
  readonly module: URL;
  readonly theta: Matrix;
  /** The seed from which row i forks its stream i. */
  readonly origin: number;
  /** Milliseconds for a row; undefined: no limit. */
  readonly timeout: number | undefined;
}

/** Milliseconds that a module may take to load, on top of a row's. */
const LOADING = 10_000;

interface Stretch {
  next: number;
  readonly end: number;
  readonly receive: Receive;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One worker with the stretch of rows that it works on, and a clock that watches it. */
export class Lane {
  private readonly settings: LaneSettings;
  private readonly thread: Thread;
  private stretch: Stretch | undefined;
  private failure: Fault | undefined;
  private loaded = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: LaneSettings) {
    this.settings = settings;
    this.thread = startThread({
      report: (report) => this.take(report),
      died: (received, cause) => {
        this.fail({ problem: `The worker must live until its last row; received ${received}`, cause });
      },
    });
    this.thread.post({ module: settings.module.href, origin: settings.origin });
  }

  /** Simulates rows first … end − 1, one after the other. */
  run(first: number, end: number, receive: Receive): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stretch = { next: first, end, receive, resolve, reject };
      if (this.failure) return this.fail(this.failure);
      const { data, columns } = this.settings.theta;
      this.thread.post({ first, dim: columns, theta: data.slice(first * columns, end * columns) });
      this.watch();
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stretch = undefined;
    await this.thread.stop();
  }

  private take(report: Report): void {
    if (report === 'loaded') this.loaded = true;
    else if ('problem' in report) this.fail(report);
    else this.deliver(report);
    this.watch();
  }

  private deliver(x: Float32Array): void {
    const { stretch } = this;
    if (!stretch) return;
    try {
      stretch.receive(stretch.next, x);
    } catch (error) {
      this.stretch = undefined;
      stretch.reject(error);
      return;
    }
    stretch.next++;
    if (stretch.next < stretch.end) return;
    this.stretch = undefined;
    stretch.resolve();
  }

  private fail(failure: Fault): void {
    clearTimeout(this.timer);
    const { stretch } = this;
    this.failure = failure;
    this.stretch = undefined;
    stretch?.reject(new RowFailure(stretch.next, failure.problem, failure));
  }

  /** Winds the clock for the row under way. */
  private watch(): void {
    const { timeout } = this.settings;
    clearTimeout(this.timer);
    if (timeout === undefined || !this.stretch) return;
    const limit = this.loaded ? timeout : timeout + LOADING;
    const what = this.loaded ? 'The simulator must return' : "The simulator's module must load";
    // When this thread was busy for long, reports wait behind the clock: they are read before it strikes.
    const strike = () => this.fail({ problem: `${what} within ${limit} ms; received nothing` });
    this.timer = setTimeout(() => {
      this.timer = setTimeout(strike);
    }, limit);
  }
}
