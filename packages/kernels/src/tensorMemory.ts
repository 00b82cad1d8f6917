import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** What tfjs-wasm's backend has beside every backend's methods. */
interface Heap extends KernelBackend {
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** A backend whose tensors lie in one heap: what is written there is copied at once. */
function isHeap(backend: KernelBackend): backend is Heap {
  return 'typedArrayFromHeap' in backend;
}

/** The numbers of a tensor, without a copy where that is possible. Not to be written to, and gone once something is written. */
export function numbersOf(backend: KernelBackend, tensor: TensorInfo): Float32Array {
  if (isHeap(backend)) return backend.typedArrayFromHeap(tensor);
  return backend.readSync(tensor.dataId) as Float32Array;
}

/** A tensor of numbers that may be a view of memory which is used again. */
export function write(backend: KernelBackend, values: Float32Array, shape: number[]): TensorInfo {
  const isView = values.byteLength !== values.buffer.byteLength;
  const kept = isView && !isHeap(backend) ? values.slice() : values;
  return { dataId: backend.write(kept, shape, 'float32'), shape, dtype: 'float32' };
}
