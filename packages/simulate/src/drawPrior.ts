import { checkFinite, type Matrix, type Rng, rowOf, ShapeError, SupportError, toMatrix } from '@sbi/core';
import { contains, type Prior } from '@sbi/distributions';
import { Tensor } from '@tensorflow/tfjs-core';
import { describe, describeVector } from './describe.ts';

/** The most numbers that a table may hold: 4 GiB of float32. */
export const MAX_NUMBERS: number = 2 ** 30;

/** Draws the θ of a whole run in one go and checks what came. @throws ShapeError, SupportError naming the row. */
export async function drawPrior(prior: Prior, count: number, rng: Rng, where: string): Promise<Matrix> {
  checkPrior(prior, where);
  if (count * prior.dim > MAX_NUMBERS) {
    const most = Math.floor(MAX_NUMBERS / prior.dim);
    throw new ShapeError('count', `be at most ${most} for ${prior.dim} parameters`, `${count}`, where);
  }
  const draws: unknown = prior.sample([count], rng);
  if (!(draws instanceof Tensor)) {
    throw new ShapeError('prior.sample', 'return a tensor', describe(draws), where);
  }
  if (draws.shape.length !== 2 || draws.shape[0] !== count || draws.shape[1] !== prior.dim) {
    draws.dispose();
    const expected = `return shape [${count}, ${prior.dim}] for ${count} draws`;
    throw new ShapeError('prior.sample', expected, draws.shape, where);
  }
  const theta = await toMatrix(draws, prior.names);
  checkFinite(theta, 'prior.sample', where);
  const outside = contains(prior.support, theta).indexOf(0);
  if (outside >= 0) {
    const row = describeVector(rowOf(theta, outside));
    const message = `The prior must draw inside its own support; received ${row} in row ${outside} (${where}).`;
    throw new SupportError('prior', outside, message);
  }
  return theta;
}

function checkPrior(prior: Partial<Prior> | null | undefined, where: string): void {
  if (typeof prior?.sample !== 'function') {
    throw new ShapeError('prior', 'have a method sample(shape, rng)', describe(prior), where);
  }
  if (!Number.isSafeInteger(prior.dim) || (prior.dim as number) < 1) {
    throw new ShapeError('prior.dim', 'be an integer from 1', describe(prior.dim), where);
  }
  if (prior.support?.low?.length !== prior.dim) {
    const received = prior.support?.low ? `${prior.support.low.length}` : describe(prior.support);
    throw new ShapeError('prior.support', `bound ${prior.dim} coordinates`, received, where);
  }
}
