/** Hands out addresses one after the other, each on a cache line of its own. */
export class Addresses {
  private next: number;

  constructor(start = 0) {
    this.next = start;
  }

  /** The address of so many floats or 4-byte integers. */
  take(count: number): number {
    const at = this.next;
    this.next = Math.ceil((at + 4 * count) / 64) * 64;
    return at;
  }

  /** Bytes handed out so far. */
  get end(): number {
    return this.next;
  }
}

/**
 * What features are padded to, in tiles: the next multiple of 4. One tile more where the panels would lie a multiple of 4 kB
 * apart: all of them would want the same few lines of the cache.
 */
export function tiled(count: number): number {
  const features = 4 * Math.ceil(count / 4);
  return features % 128 === 0 ? features + 4 : features;
}
