import { defineOp } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

type Inputs = { x: tf.Tensor; kernel: tf.Tensor; bias: tf.Tensor };

/** Kernels transposed by hand: tfjs-wasm multiplies a transposed operand in a scalar loop, many times slower. */
function gradients(dy: tf.Tensor, { x, kernel }: Inputs): Inputs {
  return {
    x: tf.matMul(dy, tf.transpose(kernel)),
    kernel: tf.matMul(tf.transpose(x), dy),
    bias: tf.sum(dy, 0),
  };
}

const affine = defineOp<Inputs>({
  name: 'SbiDense',
  reference: ({ x, kernel, bias }) => tf.add(tf.matMul(x, kernel), bias),
  vjp: gradients,
});

const affineTanh = defineOp<Inputs>({
  name: 'SbiDenseTanh',
  reference: ({ x, kernel, bias }) => tf.tanh(tf.add(tf.matMul(x, kernel), bias)),
  vjp: (dy, inputs, y) => gradients(tf.mul(dy, tf.sub(1, tf.square(y))), inputs),
});

/** x W + b over the last axis, optionally through tanh; [..., inputs] → [..., outputs]. */
export function dense(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  activation: 'tanh' | 'none' = 'none',
): tf.Tensor {
  const [inputs = 0, outputs = 0] = kernel.shape;
  const op = activation === 'tanh' ? affineTanh : affine;
  if (x.shape.length === 2) return op({ x, kernel, bias });
  const y = op({ x: tf.reshape(x, [x.size / inputs, inputs]), kernel, bias });
  return tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
}
