/** Says when something that costs time may be done again, so that it takes a small share of the time there is. */
export class Pace {
  private readonly least: number;
  private readonly share: number;
  private readonly now: () => number;
  private due = 0;

  /**
   * @param least milliseconds from one time to the next
   * @param share of the time that it may take
   */
  constructor(least: number, share: number, now: () => number = () => performance.now()) {
    this.least = least;
    this.share = share;
    this.now = now;
  }

  get isDue(): boolean {
    return this.now() >= this.due;
  }

  /** Does it, and waits the longer the longer it took. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const start = this.now();
    try {
      return await task();
    } finally {
      const end = this.now();
      this.due = end + Math.max(this.least, (end - start) / this.share);
    }
  }
}
