import { portableLog } from '@sbi/core/elementary';

const WORDS = 624;
const MIDDLE = 397;

/**
 * The generator behind NumPy's legacy `RandomState(seed)`: the Mersenne Twister MT19937 (Matsumoto & Nishimura 1998),
 * normals by the polar method. Benchmarks have constants that are defined by its draws.
 *
 * Normals are made with our own logarithm, the same in every engine; they may differ from NumPy's in the last bits.
 */
export class NumpyRandom {
  private readonly state = new Uint32Array(WORDS);
  private next = WORDS;
  private spare: number | undefined;

  constructor(seed: number) {
    this.state[0] = seed;
    for (let i = 1; i < WORDS; i++) {
      const before = this.word(i - 1);
      this.state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
    }
  }

  /** 32 random bits. */
  bits(): number {
    if (this.next === WORDS) this.twist();
    let y = this.word(this.next++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** `random_sample()`: uniform on [0, 1). */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** `randn()`: standard normal; every second one is what the first left over. */
  normal(): number {
    if (this.spare !== undefined) {
      const { spare } = this;
      this.spare = undefined;
      return spare;
    }
    for (;;) {
      const a = 2 * this.uniform() - 1;
      const b = 2 * this.uniform() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * portableLog(square)) / square);
      this.spare = factor * a;
      return factor * b;
    }
  }

  /** `randn(count)`. */
  normals(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.normal());
  }

  /** `permutation(count)`. */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.upTo(i);
      const swap = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swap;
    }
    return order;
  }

  /** An integer uniform on 0 … most: bits beyond a mask are cut off, and what is still too large is drawn again. */
  private upTo(most: number): number {
    const mask = 0xffffffff >>> Math.clz32(most);
    for (;;) {
      const draw = (this.bits() & mask) >>> 0;
      if (draw <= most) return draw;
    }
  }

  private twist(): void {
    for (let i = 0; i < WORDS; i++) {
      const y = (this.word(i) & 0x80000000) | (this.word((i + 1) % WORDS) & 0x7fffffff);
      const odd = (y & 1) === 1 ? 0x9908b0df : 0;
      this.state[i] = this.word((i + MIDDLE) % WORDS) ^ (y >>> 1) ^ odd;
    }
    this.next = 0;
  }

  private word(i: number): number {
    return this.state[i] as number;
  }
}
