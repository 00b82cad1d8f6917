/** The smallest normal float32: some devices flush smaller ones to 0. */
export const SMALLEST: number = 1.1754943508222875e-38;

/** By tag: an array of another realm (a worker's vm, an iframe) is as good. */
export function isFloat32Array(value: unknown): value is Float32Array {
  return Object.prototype.toString.call(value) === '[object Float32Array]';
}
