import { defineOp } from '@sbi/core';
import {
  add,
  matMul,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@tensorflow/tfjs-core';

type Inputs = { x: Tensor; kernel: Tensor; bias: Tensor };

/** Kernels transposed by hand: tfjs-wasm multiplies a transposed operand in a scalar loop, many times slower. */
function gradients(dy: Tensor, { x, kernel }: Inputs): Inputs {
  return { x: matMul(dy, transpose(kernel)), kernel: matMul(transpose(x), dy), bias: sum(dy, 0) };
}

const affine = defineOp<Inputs>({
  name: 'SbiDense',
  reference: ({ x, kernel, bias }) => add(matMul(x, kernel), bias),
  vjp: gradients,
});

const affineTanh = defineOp<Inputs>({
  name: 'SbiDenseTanh',
  reference: ({ x, kernel, bias }) => tanh(add(matMul(x, kernel), bias)),
  vjp: (dy, inputs, y) => gradients(mul(dy, sub(1, square(y))), inputs),
});

/** x W + b over the last axis, optionally through tanh; [..., inputs] → [..., outputs]. */
export function dense(x: Tensor, kernel: Tensor, bias: Tensor, activation: 'tanh' | 'none' = 'none'): Tensor {
  const [inputs = 0, outputs = 0] = kernel.shape;
  const op = activation === 'tanh' ? affineTanh : affine;
  const rows = x.shape.length === 2 ? x : reshape(x, [-1, inputs]);
  const y = op({ x: rows, kernel, bias });
  return x.shape.length === 2 ? y : reshape(y, [...x.shape.slice(0, -1), outputs]);
}
