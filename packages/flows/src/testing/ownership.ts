import { Rng } from '@sbi/core';
import { expectClose, expectOwns, expectThrows, readOne } from '@sbi/core/testing';
import type { Distribution } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { type ConditionalFlow, encodeFlow } from '../index.ts';
import { drawTheta, drawX } from './probe.ts';

/** @throws Error unless `use` leaves as many tensors as it found. */
async function expectNoneLeft(use: () => void | Promise<void>, what: string): Promise<void> {
  const before = tf.memory().numTensors;
  await use();
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`${what}: left ${left} tensors.`);
}

export async function ownsResults(flow: ConditionalFlow): Promise<void> {
  const x = drawX(flow, [3]);
  const theta = drawTheta(flow, x);
  const { parameters, preconditioner } = flow;
  const parts = flow.prepare(theta, x);
  const count = Object.keys(parameters.spec).length;
  await expectOwns(3, () => Object.values(flow.prepare(theta, x)), 'prepare');
  const score = () => flow.residualLogProb(parameters.flat, parts.residual, parts.context);
  await expectOwns(1, score, 'residualLogProb');
  await expectOwns(count, () => Object.values(parameters.unpack(parameters.flat)), 'Parameters.unpack');
  await expectOwns(1, () => preconditioner.context(x), 'Preconditioner.context');
  const context = preconditioner.context(x);
  await expectNoneLeft(() => preconditioner.given(context).dispose(), 'Preconditioner.given');
  await expectOwns(1, () => flow.embed(x), 'embed');
  await expectNoneLeft(() => {
    using q = flow.given(x);
    q.sample(2, Rng.fromSeed(1)).dispose();
  }, 'given');
  await expectNoneLeft(() => parameters.assign(parameters.flat), 'Parameters.assign');
  await expectNoneLeft(async () => void (await encodeFlow(flow)), 'encodeFlow');
  if (x.isDisposed || theta.isDisposed) throw new Error('given: an argument was disposed.');
  tf.dispose([x, theta, parts, context]);
}

export async function survivesGiven(flow: ConditionalFlow): Promise<void> {
  const x = drawX(flow, [3]);
  const theta = drawTheta(flow, x);
  const expected = await readOne(() => flow.given(x).logProb(theta));
  const before = tf.memory().numTensors;
  const q = tf.tidy(() => flow.given(tf.clone(x)) as object as tf.TensorContainer) as object as Distribution;
  expectClose(await readOne(() => q.logProb(theta)), expected, 0, 'logProb after the scope');
  q.dispose();
  tf.tidy(() => {
    flow.given(x);
  });
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`given in a scope: left ${left} tensors.`);
  tf.dispose([x, theta]);
}

export async function flowOutlivesAnswer(flow: ConditionalFlow): Promise<void> {
  const x = drawX(flow, []);
  const theta = drawTheta(flow, x, [3]);
  const q = flow.given(x);
  const expected = await readOne(() => q.logProb(theta));
  q.dispose();
  q.dispose();
  expectClose(await readOne(() => flow.given(x).logProb(theta)), expected, 0, 'logProb of the next answer');
  tf.dispose([x, theta]);
}

export async function answerOutlivesFlow(flow: ConditionalFlow): Promise<void> {
  const x = drawX(flow, []);
  const theta = drawTheta(flow, x, [3]);
  using q = flow.given(x);
  const expected = await readOne(() => q.logProb(theta));
  flow.parameters.assign(new Float32Array(flow.parameters.size).fill(0.1));
  expectClose(await readOne(() => q.logProb(theta)), expected, 0, 'logProb after the weights changed');
  flow.dispose();
  expectClose(await readOne(() => q.logProb(theta)), expected, 0, 'logProb after the flow was disposed');
  tf.dispose([x, theta]);
}

export async function disposedByName(make: () => ConditionalFlow): Promise<void> {
  const before = tf.memory().numTensors;
  const flow = make();
  const x = drawX(flow, [2]);
  const theta = drawTheta(flow, x);
  const { residual, context, logDet } = flow.prepare(theta, x);
  const scaled = flow.preconditioner.context(x);
  const flat = tf.clone(flow.parameters.flat);
  flow.dispose();
  flow.dispose();
  const gone = (name: string) => new RegExp(`^${name} must not be used after dispose\\(\\)\\.$`);
  await expectThrows(gone('ConditionalFlow.given'), () => flow.given(x), 'given');
  await expectThrows(gone('ConditionalFlow.embed'), () => flow.embed(x), 'embed');
  await expectThrows(gone('ConditionalFlow.prepare'), () => flow.prepare(theta, x), 'prepare');
  const score = () => flow.residualLogProb(flat, residual, context);
  await expectThrows(gone('ConditionalFlow.residualLogProb'), score, 'residualLogProb');
  await expectThrows(gone('Parameters'), () => flow.parameters.flat, 'flat');
  await expectThrows(gone('Parameters'), () => encodeFlow(flow), 'encodeFlow');
  await expectThrows(gone('Preconditioner.context'), () => flow.preconditioner.context(x), 'context');
  await expectThrows(gone('Preconditioner.given'), () => flow.preconditioner.given(scaled), 'given');
  tf.dispose([x, theta, residual, context, scaled, logDet, flat]);
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`dispose: left ${left} tensors.`);
}
