import type { DrawnReport } from '../live/protocol.ts';
import type { Observed, Page } from '../shell/page.ts';

/** Draws the posteriors again that a link has kept: observes each for a moment, and then what the link observes. */
export class KeptAgain {
  private readonly page: Page;
  /** What the link observes. */
  readonly goal: Observed;
  private readonly waiting: Float32Array[];
  private asked: Float32Array | undefined;

  constructor(page: Page, goal: Observed) {
    this.page = page;
    this.goal = goal;
    const { length } = goal.x;
    const { kept } = page.sight;
    this.waiting = Array.from({ length: kept.length / length }, (_, i) =>
      Float32Array.from(kept.slice(i * length, (i + 1) * length)),
    );
  }

  /** Whether one is still to come. */
  get isUnderWay(): boolean {
    return this.asked !== undefined;
  }

  /** Observes the next one; after the last, the link's own. */
  next(): void {
    this.asked = this.waiting.shift();
    const { page, asked, goal } = this;
    if (asked) page.observe(asked);
    else page.observe(goal.x, false, goal.truth);
  }

  /** Whether that is what is waited for. */
  isOf({ x }: DrawnReport): boolean {
    return this.asked !== undefined && x.every((value, i) => value === this.asked?.[i]);
  }

  /** Whether that is what was asked for last. */
  asks(x: Float32Array): boolean {
    return x === (this.asked ?? this.goal.x);
  }
}
