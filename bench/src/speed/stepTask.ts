import { matrixOf, Rng, type Simulations, sizeOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { Trainer } from '@sbi/npe';
import type { StepSpec } from './spec.ts';
import type { Task } from './task.ts';

/** Rows that are held out: next to nothing, because it is steps that are timed. */
const VALIDATION = 10;

/** Steps of a training as users run it: batches gathered, gradient clipped, loss summed, epochs ended. */
export function stepTask(spec: StepSpec, stepsPerEpoch: number): Task {
  const { dim, batch, recipe: flow, embedding } = spec;
  const rows = stepsPerEpoch * batch + VALIDATION;
  const wide = new Float32Array(dim).fill(100);
  const trainer = new Trainer(pairs(spec, rows), {
    prior: new BoxUniform([...wide.map((bound) => -bound)], [...wide]),
    seed: 1,
    preset: 'sbi',
    flow,
    ...(embedding && { embedding }),
    batchSize: batch,
    validationFraction: VALIDATION / rows,
    patience: Number.POSITIVE_INFINITY,
  });
  const epochs = trainer[Symbol.asyncIterator]();
  return {
    weights: trainer.best.estimator.parameters.size,
    run: async (units) => {
      const before = trainer.summary.steps;
      while (trainer.summary.steps - before < units) await epochs.next();
      return trainer.summary.steps - before;
    },
    posterior: () => trainer.best,
    dispose: () => {
      trainer.dispose();
      trainer.best.dispose();
    },
  };
}

/** θ ~ N(0, I), and every number of x one of them with noise. */
function pairs({ dim, xShape }: StepSpec, rows: number): Simulations {
  const rng = Rng.fromSeed(1);
  const columns = sizeOf(xShape);
  const theta = Float32Array.from({ length: rows * dim }, () => rng.normal());
  const x = Float32Array.from(
    { length: rows * columns },
    (_, i) => (theta[Math.floor(i / columns) * dim + ((i % columns) % dim)] as number) + 0.5 * rng.normal(),
  );
  return { theta: matrixOf(theta, dim), x: matrixOf(x, columns), xShape: [...xShape] };
}
