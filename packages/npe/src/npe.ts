import { describeValue, Rng, ShapeError, type Simulations } from '@sbi/core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import type { Ensemble } from './ensemble.ts';
import { countOfMembers, trainMembers } from './members.ts';
import type { EpochReport, MembersOptions, NpeOptions } from './options.ts';
import { type Choice, choose } from './recipe/choose.ts';
import { retold } from './retold.ts';
import { checkInputs } from './train/checkInputs.ts';
import { listenersOf } from './train/listeners.ts';
import { withMask } from './train/missing.ts';
import { Trainer } from './trainer.ts';
import type { Attempt } from './trainingSummary.ts';

/** As many as a model file tells of. */
const MOST_RESTARTS = 1000;

/**
 * Neural posterior estimation: trains q(θ | x) on simulations by maximum likelihood, −E ln q(θ | x) → min.
 *
 * Papamakarios & Murray 2016, *Fast ε-free inference of simulation models*; single round, amortised. The caller owns the
 * result: an `AmortizedPosterior`, or with several `members` the `Ensemble` that averages them. On abort it rejects with
 * `signal.reason`; to keep what was learnt, loop over a `Trainer` instead.
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
export function npe(
  simulations: Simulations,
  options: MembersOptions,
): Promise<AmortizedPosterior | Ensemble>;
/** The same where there is one member. */
export function npe(simulations: Simulations, options: NpeOptions): Promise<AmortizedPosterior>;
export async function npe(
  simulations: Simulations,
  options: NpeOptions & Partial<MembersOptions>,
): Promise<AmortizedPosterior | Ensemble> {
  const restarts = countOfRestarts(options ?? {});
  const members = countOfMembers(options ?? {}, simulations?.theta?.rows ?? 0);
  const auto = options?.preset === 'auto';
  let again: Choice['again'] | undefined;
  const member = async (own: NpeOptions): Promise<AmortizedPosterior> => {
    if (restarts > 1) return trainBest(simulations, own, restarts);
    if (!auto || again) return train(simulations, { ...own, ...again });
    checkInputs(simulations, withMask(own));
    const chosen = await choose(simulations, own);
    again = chosen.again;
    return retold(chosen.best, {
      attempts: chosen.attempts,
      maxSeconds: own.maxSeconds ?? Number.POSITIVE_INFINITY,
    });
  };
  return members === 1 ? member(options) : trainMembers(options, members, member);
}

/** @throws ShapeError unless it is a whole number, and 1 where there is one training to be chosen or kept */
function countOfRestarts({ restarts = 1, preset, onCheckpoint, checkpoint }: Partial<NpeOptions>): number {
  if (!Number.isSafeInteger(restarts) || restarts < 1 || restarts > MOST_RESTARTS) {
    const expected = `be an integer from 1 to ${MOST_RESTARTS}`;
    throw new ShapeError('restarts', expected, describeValue(restarts), 'npe');
  }
  const [auto, checkpoints] = [preset === 'auto', onCheckpoint ?? checkpoint];
  if (restarts > 1 && (auto || checkpoints)) {
    const expected = `be 1 with ${auto ? "preset 'auto'" : 'checkpoints'}`;
    throw new ShapeError('restarts', expected, String(restarts), 'npe');
  }
  if (auto && checkpoints) throw new ShapeError('preset', "not be 'auto' with checkpoints", "'auto'", 'npe');
  return restarts;
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

/** Trains from several initial weights on one split, as long as there is time, and keeps the best. */
async function trainBest(
  simulations: Simulations,
  options: NpeOptions,
  count: number,
): Promise<AmortizedPosterior> {
  const { maxSeconds = Number.POSITIVE_INFINITY, splitSeed = options.seed } = options;
  const attempts: Attempt[] = [];
  let best: AmortizedPosterior | undefined;
  let spent = 0;
  try {
    for (let i = 0; i < count && spent < maxSeconds; i++) {
      const attempt = { index: i + 1, count, name: `restart ${i + 1}` };
      const { onProgress: tell, ...listeners } = listenersOf(options, { attempt });
      const onProgress = (report: EpochReport) => {
        seconds = report.seconds;
        return tell?.(report);
      };
      let seconds = 0;
      const seed = i === 0 ? options.seed : Rng.from(options.seed).fork('restart').fork(i);
      const watched = { ...options, ...listeners, onProgress };
      const tried = { ...watched, seed, splitSeed, maxSeconds: maxSeconds - spent };
      const next = await train(simulations, tried);
      spent += seconds;
      const { bestValidationLoss, steps } = next.training;
      attempts.push({ name: attempt.name, bestValidationLoss, steps });
      const better = best === undefined || bestValidationLoss < best.training.bestValidationLoss;
      (better ? best : next)?.dispose();
      if (better) best = next;
    }
    return retold(best as AmortizedPosterior, { attempts, maxSeconds });
  } catch (error) {
    best?.dispose();
    throw error;
  }
}
