import { type Matrix, Rng } from '@sbi/core';
import type { Amortized } from '../amortized.ts';
import { checkCount, checkTable, oneRow } from '../checks.ts';
import type { SampleOptions } from '../drawable.ts';
import { expectDraws } from '../expectDraws.ts';
import { checkStarts, DRAWS, highest, type MapEstimate, type MapOptions } from '../highest.ts';
import { drawInside, type Estimate, keepsInside, logDensities, measureLeakage } from '../insidePrior.ts';
import type { LogProbOptions, Posterior } from '../posterior.ts';
import { BATCH, checkBudget, type Found } from '../rejection.ts';
import { Slice } from '../slice.ts';
import { ConditionalPosterior, type Held } from './conditionalPosterior.ts';
import { conditionalEstimate } from './exactEstimate.ts';

const ADVICE = 'they are on this error as .draws; raise maxTries or maxSeconds';
const IGNORE = 'pass normalized: false for a log-density that ignores the prior';

/** A conditional that the estimator knows exactly: drawn as the posterior itself. */
export class ExactConditional extends ConditionalPosterior {
  private readonly estimate: Estimate;

  constructor(amortized: Amortized, posterior: Posterior, held: Held) {
    super(posterior, held);
    this.estimate = conditionalEstimate(amortized, this.names, held);
  }

  override async sample(count: number, options: SampleOptions): Promise<Matrix> {
    const where = 'ConditionalPosterior.sample';
    checkCount(count, this.names.length, where);
    checkBudget(options ?? {}, where);
    const how = { count, streams: [Rng.from(options?.seed)], budget: options, job: options };
    const [found] = (await drawInside(this.estimate, oneRow(this.x), how)) as [Found];
    expectDraws(found, { count, where: 'ConditionalPosterior', advice: ADVICE });
    return found.draws;
  }

  override async logProb(
    theta: Matrix,
    { normalized = true, signal }: LogProbOptions = {},
  ): Promise<Float32Array> {
    checkTable(theta, this.names.length, 'theta', 'ConditionalPosterior.logProb');
    const leakage = normalized ? Math.log(await this.efficiency(signal)) : 0;
    signal?.throwIfAborted();
    const [values] = (await logDensities(this.estimate, oneRow(this.x), [theta], { signal })) as [
      Float32Array,
    ];
    return values.map((value) => value - leakage);
  }

  override async map(options: MapOptions): Promise<MapEstimate> {
    checkStarts(options?.starts, 'ConditionalPosterior.map');
    const draws = await this.sample(options?.count ?? DRAWS, options);
    const { signal } = options;
    const values = await this.logProb(draws, { normalized: false, ...(signal ? { signal } : {}) });
    const slice = new Slice(
      this.estimate,
      oneRow(this.x),
      this.names.map(() => undefined),
    );
    try {
      const { theta, logProb } = await highest(slice, draws, values, options);
      return { theta, logProb: logProb - Math.log(await this.efficiency(signal)) };
    } finally {
      slice.dispose();
    }
  }

  override async efficiency(signal?: AbortSignal): Promise<number> {
    if (keepsInside(this.estimate)) return 1;
    const [found] = (await measureLeakage(this.estimate, oneRow(this.x), signal ? { signal } : {})) as [
      Found,
    ];
    expectDraws(found, { count: BATCH, where: 'ConditionalPosterior', advice: IGNORE });
    return found.acceptance;
  }
}
