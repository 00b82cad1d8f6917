import type { Range } from './pairSet.ts';

/** How long axes take for most of their way, in milliseconds. */
const pace = 35;
/** As near as this, as a share of the frame, is there. */
const near = 0.002;

/** Axes on their way to where they should be: a picture that follows the hand glides and does not jump. */
export class Frames {
  #shown: readonly Range[] = [];
  #targets: readonly Range[] = [];
  #moved = Number.NEGATIVE_INFINITY;

  shown(index: number): Range | undefined {
    return this.#shown[index];
  }

  target(index: number): Range | undefined {
    return this.#targets[index];
  }

  /**
   * Brings every axis nearer to its target; the first time, there.
   *
   * @returns whether one is still on its way
   */
  move(targets: readonly Range[], now: number, isAtOnce: boolean): boolean {
    // After a rest the first step is one frame long.
    const time = Math.min(50, Math.max(16, now - this.#moved));
    const share = isAtOnce ? 1 : 1 - Math.exp(-time / pace);
    let isMoving = false;
    this.#shown = targets.map((target, index) => {
      const from = this.#shown[index];
      const width = target[1] - target[0];
      if (from === undefined || target.every((end, k) => Math.abs(end - (from[k] as number)) <= near * width))
        return target;
      if (!isAtOnce) isMoving = true;
      return [from[0] + share * (target[0] - from[0]), from[1] + share * (target[1] - from[1])];
    });
    this.#targets = targets;
    this.#moved = isMoving ? now : Number.NEGATIVE_INFINITY;
    return isMoving;
  }
}
