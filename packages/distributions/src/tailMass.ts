import type { Tails } from '@sbi/core';

/** The probability between two points from the tails at them: a difference in the nearer tail, which does not cancel. */
export function between([belowLow, aboveLow]: Tails, [belowHigh, aboveHigh]: Tails): number {
  return Math.max(0, belowLow > 0.5 ? aboveLow - aboveHigh : belowHigh - belowLow);
}
