import { describeValue, Rng, ShapeError } from '@sbi/core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import { type Ensemble, ensemble } from './ensemble.ts';
import { MOST_MEMBERS } from './ensembleCodec.ts';
import type { MembersOptions, NpeOptions } from './options.ts';
import { retold } from './retold.ts';
import { listenersOf } from './train/listeners.ts';

/** Fewer simulations than this, and 'auto' is so many. */
const FEW_ROWS = 20_000;
const AUTO_MEMBERS = 3;

/** How many trainings are averaged. @throws ShapeError unless it is a whole number that an ensemble may have, 1 with what is of one */
export function countOfMembers(options: Partial<MembersOptions>, rows: number): number {
  const { members = 1, resume, onCheckpoint, checkpoint } = options;
  const single = resume ? 'resume' : onCheckpoint || checkpoint ? 'checkpoints' : undefined;
  if (members === 'auto') return rows < FEW_ROWS && single === undefined ? AUTO_MEMBERS : 1;
  if (!Number.isSafeInteger(members) || members < 1 || members > MOST_MEMBERS) {
    const expected = `be 'auto' or an integer from 1 to ${MOST_MEMBERS}`;
    throw new ShapeError('members', expected, describeValue(members), 'npe');
  }
  if (members > 1 && single) throw new ShapeError('members', `be 1 with ${single}`, String(members), 'npe');
  return members;
}

/** Trains members one after the other, as long as there is time, and averages them; it owns them until then. */
export async function trainMembers(
  options: NpeOptions,
  count: number,
  train: (options: NpeOptions) => Promise<AmortizedPosterior>,
): Promise<AmortizedPosterior | Ensemble> {
  const { maxSeconds = Number.POSITIVE_INFINITY, seed } = options;
  const trained: AmortizedPosterior[] = [];
  const begin = performance.now();
  try {
    for (let k = 0; k < count; k++) {
      const spent = k === 0 ? 0 : (performance.now() - begin) / 1000;
      if (spent >= maxSeconds) break;
      const listeners = listenersOf(options, { member: { index: k + 1, count } });
      const own = k === 0 ? seed : Rng.from(seed).fork('member').fork(k);
      const left = { seed: own, maxSeconds: maxSeconds - spent, ...listeners };
      trained.push(retold(await train({ ...options, ...left }), { maxSeconds }));
    }
    return trained.length === 1 ? (trained[0] as AmortizedPosterior) : ensemble(trained);
  } catch (error) {
    for (const posterior of trained) posterior.dispose();
    throw error;
  }
}
