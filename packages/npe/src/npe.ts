import { describeValue, Rng, ShapeError, type Simulations } from '@sbi/core';
import { AmortizedPosterior } from './amortizedPosterior.ts';
import type { EpochReport, NpeOptions } from './options.ts';
import { choose } from './recipe/choose.ts';
import { checkInputs } from './train/checkInputs.ts';
import { withMask } from './train/missing.ts';
import { Trainer } from './trainer.ts';
import type { Attempt, TrainingSummary } from './trainingSummary.ts';

/** As many as a model file tells of. */
const MOST_RESTARTS = 1000;

/**
 * Neural posterior estimation: trains q(θ | x) on simulations by maximum likelihood, −E ln q(θ | x) → min.
 *
 * Papamakarios & Murray 2016, *Fast ε-free inference of simulation models*; single round, amortised. The caller owns the
 * result. On abort it rejects with `signal.reason`; to keep what was learnt, loop over a `Trainer` instead.
 *
 * @throws ShapeError or SupportError when simulations, prior and settings do not fit together
 * @throws CheckpointError when a checkpoint is of another training, and SerializationError when it cannot be read
 * @throws TrainingError when the loss stops being finite
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const amortized = await npe(simulations, { prior, seed: 2, maxEpochs: 5 });
 * const draws = await amortized.given([0.8, 0.6, 0.4]).sample(1000, { seed: 3 });
 * console.log(draws.rows, draws.columns); // → 1000 3
 * amortized.dispose();
 */
export async function npe(simulations: Simulations, options: NpeOptions): Promise<AmortizedPosterior> {
  const restarts = options?.restarts ?? 1;
  if (!Number.isSafeInteger(restarts) || restarts < 1 || restarts > MOST_RESTARTS) {
    const expected = `be an integer from 1 to ${MOST_RESTARTS}`;
    throw new ShapeError('restarts', expected, describeValue(restarts), 'npe');
  }
  const auto = options?.preset === 'auto';
  if (restarts === 1 && !auto) return train(simulations, options);
  if (restarts > 1 && (auto || options.onCheckpoint || options.checkpoint)) {
    const expected = `be 1 with ${auto ? "preset 'auto'" : 'checkpoints'}`;
    throw new ShapeError('restarts', expected, String(restarts), 'npe');
  }
  if (auto) return trainChosen(simulations, options);
  return trainBest(simulations, options, restarts);
}

async function train(simulations: Simulations, options: NpeOptions): Promise<AmortizedPosterior> {
  const trainer = new Trainer(simulations, options);
  try {
    for await (const _ of trainer);
    return trainer.best;
  } catch (error) {
    trainer.best.dispose();
    throw error;
  } finally {
    trainer.dispose();
  }
}

/** Trains by whichever recipe does best on held-out rows. */
async function trainChosen(simulations: Simulations, options: NpeOptions): Promise<AmortizedPosterior> {
  if (options.onCheckpoint ?? options.checkpoint) {
    throw new ShapeError('preset', "not be 'auto' with checkpoints", "'auto'", 'npe');
  }
  checkInputs(simulations, withMask(options));
  const { best, attempts } = await choose(simulations, options);
  return withTraining(best, { attempts, maxSeconds: options.maxSeconds ?? Number.POSITIVE_INFINITY });
}

/** Trains from several initial weights on one split, as long as there is time, and keeps the best. */
async function trainBest(
  simulations: Simulations,
  options: NpeOptions,
  count: number,
): Promise<AmortizedPosterior> {
  const { maxSeconds = Number.POSITIVE_INFINITY, onProgress, splitSeed = options.seed } = options;
  const attempts: Attempt[] = [];
  let best: AmortizedPosterior | undefined;
  let spent = 0;
  try {
    for (let i = 0; i < count && spent < maxSeconds; i++) {
      const attempt = { index: i + 1, count, name: `restart ${i + 1}` };
      const listen = (report: EpochReport) => {
        seconds = report.seconds;
        onProgress?.({ ...report, attempt });
      };
      let seconds = 0;
      const seed = i === 0 ? options.seed : Rng.from(options.seed).fork('restart').fork(i);
      const tried = { ...options, seed, splitSeed, onProgress: listen, maxSeconds: maxSeconds - spent };
      const next = await train(simulations, tried);
      spent += seconds;
      const { bestValidationLoss, steps } = next.training;
      attempts.push({ name: attempt.name, bestValidationLoss, steps });
      const better = best === undefined || bestValidationLoss < best.training.bestValidationLoss;
      (better ? best : next)?.dispose();
      if (better) best = next;
    }
    return withTraining(best as AmortizedPosterior, { attempts, maxSeconds });
  } catch (error) {
    best?.dispose();
    throw error;
  }
}

/** The same posterior, whose summary tells of all attempts. It takes the estimator over. */
function withTraining(
  posterior: AmortizedPosterior,
  { attempts, maxSeconds }: { attempts: readonly Attempt[]; maxSeconds: number },
): AmortizedPosterior {
  const { training, novelty, prior, estimator, names, xNames, support, seed } = posterior;
  const summary: TrainingSummary = { ...training, settings: { ...training.settings, maxSeconds }, attempts };
  return new AmortizedPosterior({
    ...{ prior, estimator, names, xNames, support, seed },
    novelty: () => novelty,
    training: () => summary,
  });
}
