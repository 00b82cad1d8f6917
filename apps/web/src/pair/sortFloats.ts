const digits = 11;
const values = 1 << digits;
const passes = 3;
let spare = new Uint32Array(0);

/**
 * The numbers in ascending order, by their bits, eleven at a time: several times faster than comparing, which counts when
 * every parameter is sorted anew while the observation is dragged. NaN stands at an end.
 */
export function sortFloats(numbers: Float32Array): Float32Array {
  const sorted = numbers.slice();
  const bits = new Uint32Array(sorted.buffer);
  if (spare.length < bits.length) spare = new Uint32Array(bits.length);
  const starts = new Uint32Array(passes * values);
  for (let i = 0; i < bits.length; i++) {
    const key = toKey(bits[i] as number);
    bits[i] = key;
    for (let pass = 0; pass < passes; pass++) {
      const place = pass * values + ((key >>> (pass * digits)) & (values - 1));
      starts[place] = (starts[place] as number) + 1;
    }
  }
  let [from, to] = [bits, spare.subarray(0, bits.length)];
  for (let pass = 0; pass < passes; pass++) {
    spread(from, to, starts.subarray(pass * values, (pass + 1) * values), pass * digits);
    [from, to] = [to, from];
  }
  for (let i = 0; i < bits.length; i++) bits[i] = fromKey(from[i] as number);
  return sorted;
}

/** Bits that are in order as whole numbers where the floating-point numbers are: negative ones turned over. */
function toKey(bits: number): number {
  return (bits ^ (bits >>> 31 ? 0xffffffff : 0x80000000)) >>> 0;
}

function fromKey(key: number): number {
  return (key ^ (key >>> 31 ? 0x80000000 : 0xffffffff)) >>> 0;
}

/** Puts every key where its digit belongs; keys with the same digit stay in their order. */
function spread(from: Uint32Array, to: Uint32Array, counts: Uint32Array, shift: number): void {
  let start = 0;
  for (let digit = 0; digit < values; digit++) {
    const count = counts[digit] as number;
    counts[digit] = start;
    start += count;
  }
  for (let i = 0; i < from.length; i++) {
    const key = from[i] as number;
    const digit = (key >>> shift) & (values - 1);
    const place = counts[digit] as number;
    to[place] = key;
    counts[digit] = place + 1;
  }
}
