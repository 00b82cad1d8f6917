import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { useBackend } from '@sbi/backends';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';

function wave<R extends tf.Rank>(shape: tf.ShapeMap[R], shift = 0): tf.Tensor<R> {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor<R>(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i + shift)),
    shape,
  );
}

const image = () => wave<tf.Rank.R4>([2, 6, 6, 3]);
const pooled = () => wave<tf.Rank.R4>([2, 3, 3, 3], 0.5);
const rows = () => tf.tensor1d([2, 0, 2, 3], 'int32');
const picks = () => tf.tensor2d([2, 0, 1, 1, 0, 3, 3, 2], [4, 2], 'int32');

/** The gradient of Σ weights · f(x), with unlike weights so that no entry hides another. */
function gradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.grad((t: tf.Tensor) => {
    const y = f(t);
    return tf.sum(tf.mul(y, wave(y.shape, 0.5)));
  })(x);
}

/** A kernel that the gradient of a convolution or pooling is made of. */
function kernel(name: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor {
  const geometry = { strides: 1, dilations: 1, pad: 'same', dataFormat: 'NHWC' };
  return tf.engine().runKernel(name, inputs, { ...geometry, ...attrs }) as tf.Tensor;
}

function maxPoolGradient(input: tf.Tensor4D): tf.Tensor {
  const geometry = { filterSize: 2, strides: 2, pad: 'valid' };
  const output = tf.maxPool(input, 2, 2, 'valid');
  return kernel('MaxPoolGrad', { dy: pooled(), input, output }, geometry);
}

const cases: Readonly<Record<string, () => tf.Tensor>> = {
  'conv2d, gradient in the filter': () => {
    const dy = wave([2, 6, 6, 4], 0.3);
    return kernel('Conv2DBackpropFilter', { x: image(), dy }, { filterShape: [3, 3, 3, 4] });
  },
  'conv2d with strides, gradient in the filter': () => {
    const dy = wave([2, 2, 2, 4], 0.3);
    const geometry = { strides: 2, pad: 'valid', filterShape: [3, 3, 3, 4] };
    return kernel('Conv2DBackpropFilter', { x: image(), dy }, geometry);
  },
  'depthwiseConv2d, gradient in the filter': () => {
    const dy = wave([2, 6, 6, 6], 0.3);
    return kernel('DepthwiseConv2dNativeBackpropFilter', { x: image(), dy }, { filterShape: [3, 3, 3, 2] });
  },
  'depthwiseConv2d, gradient in the image': () => {
    const dy = wave([2, 6, 6, 6], 0.3);
    const filter = wave([3, 3, 3, 2], 0.7);
    return kernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { inputShape: [2, 6, 6, 3] });
  },
  'maxPool, gradient where the maximum is negative': () => maxPoolGradient(tf.sub(image(), 2)),
  unsortedSegmentSum: () => tf.unsortedSegmentSum(wave([4, 3]), rows(), 5),
  'unsortedSegmentSum into one segment': () =>
    tf.unsortedSegmentSum(wave([4, 3]), tf.zeros([4], 'int32') as tf.Tensor1D, 1),
  'gather with one batch dimension': () => tf.gather(wave([4, 6]), picks(), 1, 1),
  'gather with one batch dimension, counted from the end': () => tf.gather(wave([4, 6]), picks(), 1, -1),
  'log1p of small numbers': () => tf.log1p([1e-7, -1e-7, 1e-8, 0, 1e-30]),
  'clipByValue of NaN': () => tf.clipByValue([Number.NaN, -3, 0.5, 3], -1, 1),
};

const right: Readonly<Record<string, () => tf.Tensor>> = {
  gather: () => tf.gather(wave([4, 5]), rows()),
  'gather along the second axis': () => tf.gather(wave([3, 4]), rows(), 1),
  'log1p of large numbers, infinity and what has no logarithm': () =>
    tf.log1p([0.5, 1e6, 1e38, Number.POSITIVE_INFINITY, -1, -2, Number.NaN]),
  'log1p of nothing': () => tf.log1p(tf.zeros([0, 3])),
  'log1p, gradient': () => gradient((x) => tf.log1p(x), tf.abs(wave([7]))),
  clipByValue: () => tf.clipByValue([Number.NEGATIVE_INFINITY, -3, -1, 0.5, 1, 3, 1e38], -1, 1),
  'clipByValue of integers': () => tf.clipByValue(tf.tensor1d([-3, 0, 3], 'int32'), -1, 1),
  'clipByValue, gradient': () => gradient((x) => tf.clipByValue(x, -0.5, 0.5), wave([9])),
  'maxPool, gradient where the maximum is positive': () => maxPoolGradient(tf.add(image(), 2)),
};

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

/** What a case gives on the current backend; undefined when it throws. */
function evaluate(run: () => tf.Tensor): Result | undefined {
  return tf.tidy(() => {
    try {
      const y = run();
      return { shape: y.shape, dtype: y.dtype, values: Array.from(y.dataSync()) };
    } catch {
      return undefined;
    }
  });
}

const evaluateAll = () =>
  new Map(Object.entries({ ...cases, ...right }).map(([name, run]) => [name, evaluate(run)]));

/** The largest difference relative to the number's size; infinite where shapes, NaN or infinities differ. */
function distance(a: Result | undefined, b: Result | undefined): number {
  if (!a || !b || a.dtype !== b.dtype || String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
  const differences = a.values.map((value, i) => {
    const other = b.values[i] as number;
    if (Object.is(value, other) || value === other) return 0;
    const difference = Math.abs(value - other) / Math.max(1e-30, Math.abs(other));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  });
  return Math.max(0, ...differences);
}

let plain: Map<string, Result | undefined>;
let cpu: Map<string, Result | undefined>;
let mended: Map<string, Result | undefined>;

beforeAll(async () => {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  plain = evaluateAll();
  await useBackend('cpu');
  cpu = evaluateAll();
  await useBackend('wasm');
  mended = evaluateAll();
});

// At most 72 products of numbers below 1 are added, in another order and width.
const tolerance = 72 * 2 ** -20;

describe.each(Object.keys(cases))('%s', (name) => {
  it('needs the mend: tfjs-wasm alone is wrong or throws', () => {
    expect(distance(plain.get(name), cpu.get(name))).toBeGreaterThan(1e-2);
  });

  it('agrees with cpu', () => {
    expect(distance(mended.get(name), cpu.get(name))).toBeLessThan(tolerance);
  });
});

it.each(Object.keys(right))('%s still agrees with cpu', (name) => {
  expect(distance(mended.get(name), cpu.get(name))).toBeLessThan(tolerance);
});

describe('a mended kernel', () => {
  it('leaves nothing behind on either backend', async () => {
    await useBackend('wasm');
    const count = () => [
      tf.memory().numTensors,
      tf.findBackend('cpu').numDataIds(),
      tf.backend().numDataIds(),
    ];
    const before = count();
    evaluateAll();
    expect(count()).toEqual(before);
  });

  it('leaves nothing behind when it throws', async () => {
    await useBackend('wasm');
    const before = tf.findBackend('cpu').numDataIds();
    const far = tf.tensor2d([9, 0, 1, 1, 0, 3, 3, 2], [4, 2], 'int32');
    expect(() => tf.gather(wave([4, 6]), far, 1, 1)).toThrow('the index value 9 is not in [0, 5]');
    expect(tf.findBackend('cpu').numDataIds()).toBe(before);
  });

  it('works while the memory grows', async () => {
    await useBackend('wasm');
    const before = tf.backend().numDataIds();
    const many = tf.fill([6_000_000], 3); // 24 MB, more than the heap starts with
    const clipped = tf.clipByValue(many, -1, 1);
    const values = clipped.dataSync();
    expect([values[0], values[5_999_999]]).toEqual([1, 1]);
    tf.dispose([many, clipped]);
    expect(tf.backend().numDataIds()).toBe(before);
  });

  it('is not copied to cpu where wasm is right', async () => {
    await useBackend('wasm');
    const write = vi.spyOn(tf.findBackend('cpu'), 'write');
    tf.tidy(() => tf.gather(wave([4, 5]), rows()).dataSync());
    expect(write).not.toHaveBeenCalled();
    tf.tidy(() => tf.gather(wave([4, 6]), picks(), 1, 1).dataSync());
    expect(write).toHaveBeenCalled();
    write.mockRestore();
  });

  it('is mended once', async () => {
    await useBackend('wasm');
    const before = tf.getKernel('GatherV2', 'wasm').kernelFunc;
    await useBackend('cpu');
    await useBackend('wasm');
    expect(tf.getKernel('GatherV2', 'wasm').kernelFunc).toBe(before);
  });
});
