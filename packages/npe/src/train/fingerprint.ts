import type { Simulations } from '@sbi/core';
import type { Weighted } from './split.ts';

/** A hash of 64 bits of 32-bit words, in two lanes of MurmurHash3's mixing: tells mistakes, not attacks. */
class Fingerprint {
  private a = 0x9368e53c;
  private b = 0x586dcd20;

  add(words: Uint32Array): void {
    let { a, b } = this;
    for (const word of words) {
      a =
        Math.imul(rotate(a ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593), 13), 5) +
        0xe6546b64;
      b =
        Math.imul(rotate(b ^ Math.imul(rotate(Math.imul(word, 0x85ebca6b), 17), 0xc2b2ae35), 11), 5) +
        0x38495ab5;
    }
    // the length too, or zeros at the end would not count
    this.a = Math.imul(a ^ words.length, 0x85ebca6b) ^ (b >>> 16);
    this.b = Math.imul(b ^ words.length, 0xc2b2ae35) ^ (a >>> 13);
  }

  toString(): string {
    return [this.a, this.b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Tells simulations and their weights from others, bit for bit; names do not count. */
export function fingerprintOf({ simulations, weights }: Weighted): string {
  const { theta, x, xShape }: Simulations = simulations;
  const fingerprint = new Fingerprint();
  fingerprint.add(Uint32Array.of(theta.rows, theta.columns, x.columns, ...(xShape ?? [])));
  for (const data of [theta.data, x.data, weights ?? new Float32Array()]) {
    // a view on words needs an offset that is a multiple of 4: every Float32Array has one
    fingerprint.add(new Uint32Array(data.buffer, data.byteOffset, data.length));
  }
  return fingerprint.toString();
}

/** Tells a text from others. */
export function fingerprintOfText(text: string): string {
  const fingerprint = new Fingerprint();
  fingerprint.add(Uint32Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
  return fingerprint.toString();
}
