import { AcceptanceError, BatchAcceptanceError } from './acceptanceError.ts';
import type { Found } from './rejection.ts';

/** How many draws were asked for, and what to do when they were not found. */
export interface Wish {
  readonly count: number;
  readonly where: string;
  readonly advice: string;
}

/** @throws AcceptanceError with the draws so far when there are too few */
export function expectDraws(found: Found, { count, where, advice }: Wish): void {
  const { draws, tries, acceptance, seconds, complete } = found;
  if (complete) return;
  const message =
    `Sampling must find ${count} draws inside the prior within its budget; received ${draws.rows} from ${tries} tries ` +
    `in ${seconds.toFixed(1)} s, acceptance ${percent(acceptance)} (${where}); ${advice}.`;
  throw new AcceptanceError(message, draws.rows > 0 ? draws : undefined, acceptance);
}

/** The same for many observations. @throws BatchAcceptanceError with all draws so far when one has too few */
export function expectDrawsEach(found: readonly Found[], { count, where, advice }: Wish): void {
  const short = found.flatMap(({ complete }, row) => (complete ? [] : [row]));
  const [worst] = [...short].sort((a, b) => rateAt(found, a) - rateAt(found, b));
  if (worst === undefined) return;
  const { draws, tries, acceptance, seconds } = found[worst] as Found;
  const message =
    `Sampling must find ${count} draws inside the prior for every observation within its budget; received fewer for ` +
    `${short.length} of ${found.length} in ${seconds.toFixed(1)} s, fewest for row ${worst}: ${draws.rows} from ` +
    `${tries} tries, acceptance ${percent(acceptance)} (${where}); ${advice}.`;
  throw new BatchAcceptanceError(message, {
    draws: found.map((each) => each.draws),
    acceptance: found.map((each) => each.acceptance),
    short,
  });
}

function rateAt(found: readonly Found[], row: number): number {
  const { draws, acceptance } = found[row] as Found;
  return draws.rows + acceptance;
}

function percent(rate: number): string {
  return `${Number((100 * rate).toPrecision(2))} %`;
}
