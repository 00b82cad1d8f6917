import { type Check, expectThrows } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { inScope } from '../index.ts';

/** What holds of everything made with `new`: it can be disposed, and a scope does not take its tensors away. */
export function lifetimeChecks<T extends Disposable & { dispose(): void }>(
  make: () => T,
  use: (subject: T) => tf.Tensor,
): Check[] {
  return [
    { name: 'dispose frees every tensor, and twice is harmless', run: () => freesAll(make, use) },
    { name: 'throws by name when used after dispose', run: () => throwsAfterDispose(make, use) },
    { name: 'survives being returned from tf.tidy', run: () => survivesTidy(make, use) },
  ];
}

function freesAll<T extends { dispose(): void }>(make: () => T, use: (subject: T) => tf.Tensor): void {
  const before = tf.memory().numTensors;
  const subject = make();
  use(subject).dispose();
  subject.dispose();
  subject.dispose();
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`dispose: left ${left} tensors.`);
}

async function throwsAfterDispose<T extends { dispose(): void }>(
  make: () => T,
  use: (subject: T) => tf.Tensor,
): Promise<void> {
  const subject = make();
  subject.dispose();
  const name = (subject as object).constructor.name;
  await expectThrows(
    new RegExp(`^${name}\\.\\w+ must not be called after dispose`),
    () => use(subject),
    name,
  );
}

function survivesTidy<T extends object & { dispose(): void }>(
  make: () => T,
  use: (subject: T) => tf.Tensor,
): void {
  const before = tf.memory().numTensors;
  const subject = inScope(make);
  use(subject).dispose();
  subject.dispose();
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`returned from tf.tidy: left ${left} tensors.`);
}
