import type { Rng } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { mean, mul, neg, stack, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';
import { meanOf, sumOf } from './sums.ts';
import { type Batch, CHUNK, type TrainingData } from './trainingData.ts';

/** What an epoch is told from outside. */
export interface Pace {
  /** The learning rate of the step after so many. */
  readonly rate: (steps: number) => number;
  /** The stream that drops units in the step after so many; none where the flow drops nothing. */
  readonly dropout: ((steps: number) => Rng) | undefined;
  /** Awaited between batches, and told what share of them is behind: it may throw. */
  readonly breathe: (done: number) => Promise<void>;
  /** Whether the epoch is to be cut short after so many steps. */
  readonly ends: (steps: number) => boolean;
}

/** The mean loss of a flow's residuals on the batches of an epoch, and on rows held out. */
export class Learner {
  private readonly flow: ConditionalFlow;
  private readonly optimizer: Optimizer;
  private readonly batchSize: number;

  constructor(flow: ConditionalFlow, optimizer: Optimizer, batchSize: number) {
    this.flow = flow;
    this.optimizer = optimizer;
    this.batchSize = batchSize;
  }

  /** Every batch of an order once; rows that do not fill a last batch wait for the next epoch. Returns the mean loss. */
  async train(data: TrainingData, order: Int32Array, pace: Pace): Promise<number> {
    const size = Math.min(this.batchSize, data.rows);
    const { rate, dropout, breathe, ends } = pace;
    const logProbs: Tensor[] = [];
    try {
      for (let begin = 0; begin + size <= data.rows; begin += size) {
        const batch = await data.batch(order, begin, begin + size);
        await breathe(begin / data.rows);
        const { count } = this.optimizer;
        logProbs.push(this.step(batch, rate(count), dropout?.(count)));
        if (ends(count + 1)) break;
      }
      logProbs.push(tidy(() => neg(mean(stack(logProbs), 1))));
      return (await meanOf(logProbs.at(-1) as Tensor)) - (await data.logDetPerRow());
    } finally {
      for (const logProb of logProbs) logProb.dispose();
    }
  }

  /** The mean loss at given weights, over all rows. */
  async validate(data: TrainingData, flat: Tensor, breathe: () => Promise<void>): Promise<number> {
    const order = Int32Array.from({ length: data.rows }, (_, row) => row);
    let total = 0;
    for (let begin = 0; begin < data.rows; begin += CHUNK) {
      const batch = await data.batch(order, begin, Math.min(data.rows, begin + CHUNK));
      await breathe();
      const logProb = tidy(() => {
        const { residual, context, weights } = this.tensorsOf(batch);
        return weighted(this.flow.residualLogProb(flat, residual, context), weights);
      });
      try {
        total += await sumOf(logProb);
      } finally {
        logProb.dispose();
      }
    }
    return -total / data.rows - (await data.logDetPerRow());
  }

  /** One gradient step; returns ln q of the batch's rows, for the caller to dispose. */
  private step(batch: Batch, learningRate: number, dropout?: Rng): Tensor {
    return tidy(() => {
      const { residual, context, weights } = this.tensorsOf(batch);
      const slope = weighted(
        tensor1d(new Float32Array(batch.residual.rows).fill(-1 / batch.residual.rows)),
        weights,
      );
      const rows = { residual, context, slope };
      const { value, grad } = this.flow.residualGradient(this.optimizer.weights, rows, dropout);
      this.optimizer.step(grad, learningRate);
      return weighted(value, weights);
    });
  }

  private tensorsOf({ residual, context, weights }: Batch): Record<'residual' | 'context', Tensor> & {
    readonly weights: Tensor | undefined;
  } {
    const { rows, columns } = residual;
    return {
      residual: tensor(residual.data, [rows, columns]),
      context: tensor(context.data, [rows, ...this.flow.contextShape]),
      weights: weights && tensor1d(weights),
    };
  }
}

/** Densities or slopes as their rows count. */
function weighted(values: Tensor, weights: Tensor | undefined): Tensor {
  return weights ? mul(values, weights) : values;
}
