/** A quarter of the float32 step above |x|: nearer to x than any other float32 is. */
export function quarterSteps(values: Float32Array): Float32Array {
  const sizes = values.map(Math.abs);
  const nextBits = new Uint32Array(sizes.buffer).map((bits) => bits + 1);
  const next = new Float32Array(nextBits.buffer);
  return sizes.map((size, i) => Math.max(((next[i] as number) - size) / 4, SMALLEST));
}

/** The smallest normal float32: some devices flush smaller ones to 0. */
const SMALLEST = 2 ** -126;
