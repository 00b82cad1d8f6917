/** Seconds of work, without those for which somebody else had it wait. */
export class Stopwatch {
  private readonly begin: number = performance.now();
  private waited = 0;

  get seconds(): number {
    return (performance.now() - this.begin - this.waited) / 1000;
  }

  /** Awaits what is no work. */
  async wait(task: () => unknown): Promise<void> {
    const from = performance.now();
    try {
      await task();
    } finally {
      this.waited += performance.now() - from;
    }
  }
}
