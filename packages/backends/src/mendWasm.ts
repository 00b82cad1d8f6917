import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type Attribute,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

// tfjs-wasm has none of the first four; its MaxPoolGrad is 0 wherever the maximum is negative.
const ON_CPU = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
  'MaxPoolGrad',
] as const;

let mended = false;

/**
 * Replaces the kernels that tfjs-wasm 4.22.0 has wrong, and supplies those it lacks.
 *
 * What stays as it is: `sum` and `mean` add in one float32, so sum large tensors in two stages; `einsum` and complex
 * numbers do not exist.
 */
export function mendWasm(cpu: KernelBackend): void {
  if (mended) return;
  mended = true;
  for (const name of ON_CPU) replace(name, delegated(name, cpu));
  // With batch dimensions tfjs-wasm reads out of bounds; without, it is right and needs no copies.
  const gather = getKernel('GatherV2', 'wasm').kernelFunc;
  const batched = delegated('GatherV2', cpu);
  replace('GatherV2', (call) => {
    const { batchDims } = call.attrs ?? {};
    return batchDims ? batched(call) : gather(call);
  });
  // There log1p is log(1 + x), 0 for small x, and clipping turns NaN into the lower bound.
  replace('Log1p', elementwise(log1p));
  replace('ClipByValue', elementwise(clip));
}

function replace(kernelName: string, kernelFunc: KernelFunc): void {
  const before = getKernel(kernelName, 'wasm'); // its set-up is still called for the kernel within
  if (before) unregisterKernel(kernelName, 'wasm');
  registerKernel({ ...before, kernelName, backendName: 'wasm', kernelFunc });
}

/** The cpu backend's kernel on copies of wasm's tensors. */
function delegated(kernelName: string, cpu: KernelBackend): KernelFunc {
  const { kernelFunc } = getKernel(kernelName, 'cpu');
  return ({ inputs, attrs = {}, backend }) => {
    const wasm = backend as KernelBackend;
    const lent = Object.entries(inputs as Record<string, TensorInfo>).map(
      ([name, input]) => [name, copy(input, wasm, cpu)] as const,
    );
    try {
      const result = kernelFunc({ inputs: Object.fromEntries(lent), attrs, backend: cpu }) as TensorInfo;
      const moved = copy(result, cpu, wasm);
      cpu.disposeData(result.dataId, true);
      return moved;
    } finally {
      for (const [, { dataId }] of lent) cpu.disposeData(dataId, true);
    }
  };
}

const copy = ({ dataId, shape, dtype }: TensorInfo, from: KernelBackend, to: KernelBackend): TensorInfo => ({
  dataId: to.write(from.readSync(dataId), shape, dtype),
  shape,
  dtype,
});

/** A kernel that maps each element, on wasm's own memory and without a copy. */
function elementwise(
  map: (attrs: Readonly<Record<string, Attribute>>) => (value: number) => number,
): KernelFunc {
  return ({ inputs, attrs = {}, backend }) => {
    const wasm = backend as BackendWasm;
    const { x } = inputs as { x: TensorInfo };
    const out = wasm.makeOutput(x.shape, x.dtype); // first, because growing the memory detaches every view of it
    const from = wasm.typedArrayFromHeap(x);
    const to = wasm.typedArrayFromHeap(out);
    const f = map(attrs);
    for (let i = 0; i < from.length; i++) to[i] = f(from[i] as number);
    return out;
  };
}

const log1p = () => Math.log1p;

const clip = ({ clipValueMin, clipValueMax }: Readonly<Record<string, Attribute>>) => {
  const [low, high] = [clipValueMin as number, clipValueMax as number];
  return (value: number) => Math.min(Math.max(value, low), high);
};
