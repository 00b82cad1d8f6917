import { describeValue } from './describeValue.ts';
import { ShapeError } from './errors.ts';

/** Odd multipliers, one a lane: the constants of MurmurHash3_x86_128. */
const MULTIPLIERS = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;

const float = new Float64Array(1);
const bytes = new DataView(float.buffer);

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Stirs one 32-bit word into a key of four: a multiplication a lane, then MurmurHash3's finaliser across lanes. */
export function absorb(key: Uint32Array, word: number): void {
  for (let lane = 0; lane < 4; lane++) {
    key[lane] = mix((key[lane] as number) ^ Math.imul(word + lane + 1, MULTIPLIERS[lane] as number));
  }
  const [a, b, c, d] = key as unknown as [number, number, number, number];
  const sum = a + b + c + d;
  key[0] = mix(sum);
  for (let lane = 1; lane < 4; lane++) key[lane] = mix((key[lane] as number) + (key[0] as number));
  if (((key[0] as number) | (key[1] as number) | (key[2] as number) | (key[3] as number)) === 0) key[0] = 1;
}

/** The words of a label: a tag for its type, then a number's 64 bits or a string's length and UTF-16 units. */
export function labelWords(label: string | number): number[] {
  if (typeof label === 'string')
    return [1, label.length, ...Array.from({ length: label.length }, (_, i) => label.charCodeAt(i))];
  if (!Number.isFinite(label)) {
    throw new ShapeError('label', 'be a string or a finite number', describeValue(label), 'Rng.fork');
  }
  bytes.setFloat64(0, label + 0); // −0 and 0 are one label
  return [0, bytes.getUint32(0), bytes.getUint32(4)];
}

/** The key that a seed starts from. */
export function keyOfSeed(seed: number): Uint32Array {
  const key = new Uint32Array([0x53424931, 0, 0, 0]); // "SBI1": version 1 of the streams
  for (const word of labelWords(seed)) absorb(key, word);
  return key;
}
