import { breather, type Matrix, Rng, rowOf } from '@sbi/core';
import { type Receive, RowFailure, type Rows } from './rows.ts';
import { simulateRow } from './simulateRow.ts';
import type { Simulator } from './simulator.ts';

/** Simulates row after row here, letting the event loop run now and then. */
export class CallingThread implements Rows {
  private readonly simulator: Simulator;
  private readonly theta: Matrix;
  private readonly streams: Rng;
  private readonly breathe: () => Promise<void>;

  constructor(simulator: Simulator, theta: Matrix, origin: number, signal?: AbortSignal) {
    this.simulator = simulator;
    this.theta = theta;
    this.streams = Rng.fromSeed(origin);
    this.breathe = breather(signal);
  }

  async run(from: number, to: number, receive: Receive): Promise<void> {
    for (let index = from; index < to; index++) {
      await this.breathe();
      // a copy: a simulator may write to its argument
      const theta = rowOf(this.theta, index).slice();
      const x = await simulateRow(this.simulator, theta, this.streams.fork(index));
      if ('problem' in x) throw new RowFailure(index, x.problem, x);
      receive(index, x);
    }
  }

  async stop(): Promise<void> {}
}
