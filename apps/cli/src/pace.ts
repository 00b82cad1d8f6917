/** How fast something goes, from how far it came. */
export class Pace {
  private readonly start = performance.now();
  private marked = this.start;
  private fraction = 0;

  /** Notes that a fraction of the whole is done. */
  mark(fraction: number): void {
    this.fraction = Math.min(1, fraction);
    this.marked = performance.now();
  }

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Units a second, for so many done at the last mark. */
  rate(done: number): number {
    return (1000 * done) / Math.max(1, this.marked - this.start);
  }

  /** Seconds that the rest takes at this pace; undefined while nothing is done. */
  get left(): number | undefined {
    if (this.fraction <= 0) return undefined;
    const spent = this.marked - this.start;
    const rest = (spent * (1 - this.fraction)) / this.fraction - (performance.now() - this.marked);
    return Math.max(0, rest) / 1000;
  }
}
