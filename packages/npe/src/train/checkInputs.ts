import {
  checkSimulations,
  describeNames,
  describeValue,
  rowOf,
  ShapeError,
  type Simulations,
  SupportError,
} from '@sbi/core';
import { contains, type Prior } from '@sbi/distributions';
import { checkObservations } from '@sbi/flows';
import { areNames, namesRule } from '../names.ts';
import type { NpeOptions } from '../options.ts';
import { checkMissing } from './missing.ts';

/** Checks that simulations and prior fit together. @throws ShapeError or SupportError naming what does not */
export function checkInputs(simulations: Simulations, options: NpeOptions): void {
  checkSimulations(simulations, 'Trainer', 'allow');
  const { theta, x } = simulations;
  const prior: unknown = options?.prior;
  if (!isPrior(prior)) throw new ShapeError('prior', 'be a Distribution', describeValue(prior), 'Trainer');
  if (prior.batchShape.length > 0) {
    throw new ShapeError('prior', 'have batch shape []', prior.batchShape, 'Trainer');
  }
  if (prior.dim !== theta.columns) {
    const expected = `have ${prior.dim} columns, as the prior`;
    throw new ShapeError('theta', expected, `${theta.columns} columns`, 'Trainer');
  }
  checkNames('theta.names', theta.names, theta.columns);
  checkNames('x.names', x.names, x.columns);
  checkOrder(theta.names, prior.names);
  checkEmbedding(simulations, options);
  const outside = contains(prior.support, theta).indexOf(0);
  if (outside < 0) return;
  const got = `${describeValue(rowOf(theta, outside))} in row ${outside}`;
  const message = `Every row of theta must lie in the prior's support; received ${got} (Trainer).`;
  throw new SupportError('theta', outside, message);
}

/** An x of several axes may be a set, a series or an image: which one, only who simulated it knows. */
function checkEmbedding(simulations: Simulations, options: NpeOptions): void {
  const { x, xShape = [x.columns] } = simulations;
  const { embedding } = options;
  if (embedding === undefined && xShape.length > 1) {
    const image = xShape.length > 2 ? ', convolution2d() for an image' : '';
    const choices = `deepSet() for exchangeable trials, convolution1d() or gru() for a series${image}`;
    const expected = `say how to read an x of shape [${xShape.join(', ')}] (${choices}, mlp() or no xShape for numbers in a row)`;
    throw new ShapeError('embedding', expected, 'none', 'Trainer');
  }
  checkMissing(simulations, options, 'Trainer');
  checkObservations(x, xShape, embedding, 'Trainer');
}

function isPrior(prior: unknown): prior is Prior {
  return typeof prior === 'object' && prior !== null && 'support' in prior && 'batchShape' in prior;
}

function checkNames(argument: string, names: readonly string[] | undefined, columns: number): void {
  if (names === undefined || areNames(names, columns)) return;
  throw new ShapeError(argument, namesRule(columns), describeNames(names), 'Trainer');
}

/** The same names in another order are columns mixed up: nothing else would tell. */
function checkOrder(names: readonly string[] | undefined, expected: readonly string[] | undefined): void {
  if (!names || !expected || names.every((name, i) => name === expected[i])) return;
  if (!names.every((name) => expected.includes(name))) return;
  const order = `have its columns in the prior's order, ${describeNames(expected)}`;
  throw new ShapeError('theta', order, describeNames(names), 'Trainer');
}
