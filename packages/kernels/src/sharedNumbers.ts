import type { Input } from './input.ts';
import type { Arrays } from './job.ts';

/** The numbers of one job after the other, where all threads see them. */
export class SharedNumbers {
  private weights = shared(0);
  private weightsOf: object | undefined;
  private rest = shared(0);

  /** Copies what a job is given, and makes room for what it gives. The weights stay where they are while they are the same. */
  layOut(
    flat: Input,
    inputs: Readonly<Record<string, Float32Array>>,
    sizes: Readonly<Record<string, number>>,
  ): Arrays {
    if (this.weightsOf !== flat.id) {
      const values = flat.read();
      if (this.weights.length !== values.length) this.weights = shared(values.length);
      this.weights.set(values);
      this.weightsOf = flat.id;
    }
    const given = Object.values(inputs).reduce((sum, { length }) => sum + length, 0);
    const size = Object.values(sizes).reduce((sum, length) => sum + length, given);
    if (this.rest.length < size) this.rest = shared(size);
    let next = 0;
    const take = (count: number) => {
      next += count;
      return this.rest.subarray(next - count, next);
    };
    const here = Object.entries(inputs).map(([name, values]) => {
      const copy = take(values.length);
      copy.set(values);
      return [name, copy] as const;
    });
    const there = Object.entries(sizes).map(([name, count]) => [name, take(count)] as const);
    return { flat: this.weights, ...Object.fromEntries([...here, ...there]) } as Arrays;
  }
}

function shared(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}
