/** What a kernel is given: numbers with an identity, which two tensors share only if their numbers are the same. */
export interface Input {
  readonly id: object;
  readonly shape: readonly number[];
  read(): Float32Array;
}
