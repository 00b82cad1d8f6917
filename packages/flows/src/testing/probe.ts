import { Rng, type Shape, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ConditionalFlow } from '../index.ts';

/** x [...batch, ...xShape] around the middle of the training rows, `widths` of them wide. */
export function drawX(
  { architecture, preconditioner }: ConditionalFlow,
  batch: Shape,
  widths = 1,
): tf.Tensor {
  const rng = Rng.fromSeed(21);
  const { xLoc, xScale, xFloor } = preconditioner.values;
  const size = sizeOf(batch) * xLoc.length;
  const data = Float32Array.from({ length: size }, (_, i) => {
    const j = i % xLoc.length;
    const value = (xLoc[j] as number) + widths * (xScale[j] as number) * rng.normal();
    return xFloor?.[j] ? Math.min(Math.exp(value), 3e38) : value;
  });
  return tf.tensor(data, [...batch, ...architecture.xShape], 'float32');
}

/** Draws of q(· | x), for each x of a batch: where its density is worth asking for. */
export function drawTheta(flow: ConditionalFlow, x: tf.Tensor, shape: Shape = []): tf.Tensor {
  return tf.tidy(() => flow.given(x).sample(shape, Rng.fromSeed(22)));
}
