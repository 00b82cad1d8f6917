import { describeValue } from './describeValue.ts';
import { portableExp, portableLog } from './elementary.ts';
import { ShapeError } from './errors.ts';
import { densities, edges, TAIL } from './normalTables.ts';
import { absorb, keyOfSeed, labelWords } from './rngKey.ts';

/** What names a stream of random numbers: an integer from 0 to 2⁵³ − 1, or a stream at hand. */
export type Seed = number | Rng;

const TWO_32 = 4294967296;

/**
 * A seeded stream of random numbers that can be split by name.
 *
 * `fork(label)` depends on where the stream came from and on the label only, never on how much was drawn: streams are
 * addresses, not turns. Every draw is made of + − × ÷ √ and integer operations, so the same seed gives the same bits in
 * every JavaScript engine. Version 1 of the algorithm (docs/rng.md): xoshiro128** (Blackman & Vigna 2021), ziggurat
 * normals with 256 layers (Doornik 2005), gamma by Marsaglia & Tsang (2000). Changing any draw is a major release.
 *
 * @example
 * import { Rng } from '@sbi/core';
 * const rng = Rng.fromSeed(1);
 * console.log(rng.fork('noise').normal() === Rng.fromSeed(1).fork('noise').normal()); // → true
 */
export class Rng {
  private readonly key: Uint32Array;
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  protected constructor(key: Uint32Array) {
    this.key = key;
    [this.a, this.b, this.c, this.d] = key as unknown as [number, number, number, number];
  }

  /** The stream of an integer seed, 0 … 2⁵³ − 1. @throws ShapeError for anything else. */
  static fromSeed(seed: number): Rng {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ShapeError('seed', 'be an integer from 0 to 2^53 - 1', describeValue(seed), 'Rng.fromSeed');
    }
    return new Rng(keyOfSeed(seed));
  }

  /** A stream as it is, or the stream of an integer. */
  static from(seed: Seed): Rng {
    return seed instanceof Rng ? seed : Rng.fromSeed(seed);
  }

  /** The sub-stream of that name: the same however much was drawn here before. Labels are strings or numbers. */
  fork(label: string | number): Rng {
    const key = Uint32Array.from(this.key);
    for (const word of labelWords(label)) absorb(key, word);
    return new Rng(key);
  }

  /** 32 random bits, as an unsigned integer. */
  bits(): number {
    const five = Math.imul(this.b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = this.b << 9;
    const c = this.c ^ this.a;
    const d = this.d ^ this.b;
    this.b ^= c;
    this.a ^= d;
    this.c = c ^ shifted;
    this.d = (d << 11) | (d >>> 21);
    return result;
  }

  /** Uniform on [0, 1), with 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** An integer uniform on 0 … below − 1, without bias. @throws ShapeError unless 1 ≤ below ≤ 2³². */
  int(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > TWO_32) {
      throw new ShapeError('below', 'be an integer from 1 to 2^32', describeValue(below), 'Rng.int');
    }
    const limit = TWO_32 - (TWO_32 % below);
    let draw = this.bits();
    while (draw >= limit) draw = this.bits();
    return draw % below;
  }

  /** Standard normal N(0, 1). */
  normal(): number {
    for (;;) {
      const signed = ((this.bits() | 0) + 0.5) / 2147483648; // in (−1, 1), symmetric, never 0
      const layer = this.bits() & 255;
      const x = signed * (edges[layer] as number);
      if (Math.abs(x) < (edges[layer + 1] as number)) return x;
      if (layer === 0) return signed < 0 ? -this.tail() : this.tail();
      const low = densities[layer] as number;
      const high = densities[layer + 1] as number;
      if (low + this.uniform() * (high - low) < portableExp(-0.5 * x * x)) return x;
    }
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -portableLog(1 - this.uniform());
  }

  /** Gamma with the given shape and rate 1; may round to 0 for shapes far below 1. @throws ShapeError unless shape > 0 and finite. */
  gamma(shape: number): number {
    if (!Number.isFinite(shape) || shape <= 0) {
      throw new ShapeError('shape', 'be a positive finite number', describeValue(shape), 'Rng.gamma');
    }
    if (shape < 1) return this.gamma(shape + 1) * portableExp(portableLog(1 - this.uniform()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = this.normal();
      const root = 1 + c * z;
      if (root <= 0) continue;
      const v = root * root * root;
      if (portableLog(1 - this.uniform()) < 0.5 * z * z + d - d * v + d * portableLog(v)) return d * v;
    }
  }

  /** The numbers 0 … n − 1 in random order (Fisher–Yates). @throws ShapeError unless 0 ≤ n < 2³¹. */
  permutation(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n >= TWO_32 / 2) {
      throw new ShapeError('n', 'be an integer from 0 to 2^31 - 1', describeValue(n), 'Rng.permutation');
    }
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const swap = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swap;
    }
    return order;
  }

  private tail(): number {
    for (;;) {
      const x = this.exponential() / TAIL;
      if (2 * this.exponential() > x * x) return TAIL + x;
    }
  }
}
