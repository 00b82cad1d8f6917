import type { TrainingSettings } from '../options.ts';

/**
 * The learning rate of every step: a linear rise over the warm-up, then the schedule. Made of + − × ÷ only, so that trained
 * bits do not depend on the JavaScript engine's cosine.
 *
 * 'cosine': peak · (1 + cos πt)/2 at the share t of the steps after the warm-up (Loshchilov & Hutter 2017, without restarts).
 * 'plateau': halved whenever another quarter of the patience, 10 epochs at most, has brought nothing better.
 */
export class Schedule {
  private readonly settings: TrainingSettings;
  private readonly pause: number;

  constructor(settings: TrainingSettings) {
    this.settings = settings;
    this.pause = Math.min(10, Math.ceil(settings.patience / 4));
  }

  /** @param steps gradient steps taken before this one; @param halvings how often a plateau has been met */
  rate(steps: number, halvings: number): number {
    const { learningRate, schedule, scheduleSteps, warmupSteps } = this.settings;
    if (steps < warmupSteps) return (learningRate * (steps + 1)) / warmupSteps;
    if (schedule === 'cosine') {
      return learningRate * halfCosine(Math.min(1, (steps - warmupSteps) / (scheduleSteps - warmupSteps)));
    }
    let rate = learningRate;
    for (let i = 0; i < halvings; i++) rate /= 2;
    return rate;
  }

  /** Whether so many epochs in a row without a better one are a plateau. */
  isPlateau(fruitless: number): boolean {
    return this.settings.schedule === 'plateau' && fruitless > 0 && fruitless % this.pause === 0;
  }

  /** Whether the schedule ends after so many steps. */
  endsAt(steps: number): boolean {
    return this.settings.schedule === 'cosine' && steps >= this.settings.scheduleSteps;
  }
}

/** (1 + cos πt)/2 for t in [0, 1], as 1 − sin²(πt/2) with the Taylor series of the sine on [0, π/4], to 2⁻⁵². */
export function halfCosine(t: number): number {
  if (t > 0.5) return 1 - halfCosine(1 - t);
  const u = (Math.PI / 2) * t;
  const square = u * u;
  let term = u;
  let sine = u;
  for (let k = 3; k <= 17; k += 2) {
    term *= -square / (k * (k - 1));
    sine += term;
  }
  return 1 - sine * sine;
}
