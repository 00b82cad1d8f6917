import { column, type Matrix, matrixOf, Rng, rowOf, selectRows } from '@sbi/core';
import type { Amortized } from '../amortized.ts';
import { checkCount, checkTable, oneRow } from '../checks.ts';
import type { SampleOptions } from '../drawable.ts';
import { checkStarts, DRAWS, highest, type MapEstimate, type MapOptions } from '../highest.ts';
import { logDensities } from '../insidePrior.ts';
import type { LogProbOptions, Posterior } from '../posterior.ts';
import { BATCH, checkBudget } from '../rejection.ts';
import { Slice } from '../slice.ts';
import { ConditionalPosterior, type Held } from './conditionalPosterior.ts';
import { EffectiveSizeError } from './effectiveSizeError.ts';
import {
  adapt,
  drawn,
  logIntegral,
  type Proposal,
  sizeFor,
  type Target,
  type Weighed,
  weigh,
} from './importance.ts';
import type { WeightedPoints } from './kernelMixture.ts';
import { nearDraws } from './nearDraws.ts';

/** Draws of all parameters from which the first proposal is made. */
const JOINT = 4000;

/** What was found out before the first draw, for the weights of then. */
interface Prepared {
  readonly revision: number;
  readonly proposal: Proposal;
  logIntegral?: number;
}

/** A conditional by adaptive importance sampling. */
export class SampledConditional extends ConditionalPosterior {
  private readonly amortized: Amortized;
  private readonly posterior: Posterior;
  private readonly values: Held;
  private prepared: Prepared | undefined;

  constructor(amortized: Amortized, posterior: Posterior, held: Held) {
    super(posterior, held);
    this.amortized = amortized;
    this.posterior = posterior;
    this.values = held;
  }

  override async sample(count: number, options: SampleOptions): Promise<Matrix> {
    const where = 'ConditionalPosterior.sample';
    checkCount(count, this.names.length, where);
    checkBudget(options ?? {}, where);
    const rng = Rng.from(options?.seed);
    return this.sliced(async (slice) => {
      const { proposal } = await this.prepare(slice, options.signal);
      const how = { size: sizeFor(count), rng: rng.fork('proposals'), budget: options, job: options };
      const weighed = await weigh(targetOf(slice), proposal, how);
      const draws = drawn(weighed, count, rng.fork('choice'));
      const named = matrixOf(draws.data, draws.columns, this.names);
      if (named.rows < count) throw tooSmall(weighed, count, named);
      return named;
    });
  }

  override async logProb(
    theta: Matrix,
    { normalized = true, signal }: LogProbOptions = {},
  ): Promise<Float32Array> {
    checkTable(theta, this.names.length, 'theta', 'ConditionalPosterior.logProb');
    signal?.throwIfAborted();
    return this.sliced(async (slice) => {
      const integral = normalized ? await this.logIntegral(slice, signal) : 0;
      const full = slice.complete(theta);
      const [logProb] = (await logDensities(this.amortized, oneRow(this.x), [full], { signal })) as [
        Float32Array,
      ];
      return logProb.map((value) => value - integral);
    });
  }

  override async map(options: MapOptions): Promise<MapEstimate> {
    checkStarts(options?.starts, 'ConditionalPosterior.map');
    const draws = await this.sample(options?.count ?? DRAWS, options);
    const { signal } = options;
    const values = await this.logProb(draws, { normalized: false, ...(signal ? { signal } : {}) });
    return this.sliced(async (slice) => {
      const { theta, logProb } = await highest(slice, draws, values, options);
      return { theta, logProb: logProb - (await this.logIntegral(slice, signal)) };
    });
  }

  override async efficiency(signal?: AbortSignal): Promise<number> {
    return this.sliced(async (slice) => (await this.prepare(slice, signal)).proposal.efficiency);
  }

  private async logIntegral(slice: Slice, signal: AbortSignal | undefined): Promise<number> {
    const prepared = await this.prepare(slice, signal);
    if (prepared.logIntegral === undefined) {
      const job = signal ? { signal } : {};
      const how = { size: BATCH, rng: this.stream.fork('integral'), budget: {}, job };
      const weighed = await weigh(targetOf(slice), prepared.proposal, how);
      if (weighed.effectiveSize < BATCH) throw tooSmall(weighed, BATCH, undefined);
      prepared.logIntegral = logIntegral(weighed);
    }
    return prepared.logIntegral;
  }

  /** A proposal for the weights of now, from the model's own stream: the same for everyone. */
  private async prepare(slice: Slice, signal: AbortSignal | undefined): Promise<Prepared> {
    const { revision } = this.amortized;
    if (this.prepared?.revision !== revision) {
      const job = signal ? { signal } : {};
      const joint = await this.posterior.sample(JOINT, { seed: this.stream.fork('joint'), ...job });
      const start = await this.startFrom(joint);
      const proposal = await adapt(targetOf(slice), start, this.stream.fork('adapt'), signal);
      this.prepared = { revision, proposal };
    }
    return this.prepared;
  }

  /** Where the slice is looked for first. */
  private async startFrom(joint: Matrix): Promise<WeightedPoints> {
    const whole = new Slice(
      this.amortized,
      oneRow(this.x),
      this.values.map(() => undefined),
    );
    try {
      const point = rowOf(joint, 0).map((value, j) => this.values[j] ?? value);
      const { data: at } = await whole.unconstrained(oneRow(point));
      const all = await whole.unconstrained(joint);
      const rows = Array.from({ length: all.rows }, (_, i) => i);
      const draws = selectRows(
        all,
        rows.filter((i) => rowOf(all, i).every(Number.isFinite)),
      );
      // a value at a wall lies at infinity: as far as the farthest draw will do
      const [free, held] = [[] as number[], new Map<number, number>()];
      this.values.forEach((value, j) => {
        const seen = column(draws, j);
        if (value === undefined) free.push(j);
        else held.set(j, Math.min(Math.max(at[j] as number, least(seen)), -least(seen.map((u) => -u))));
      });
      return nearDraws(draws, free, held);
    } finally {
      whole.dispose();
    }
  }

  private get stream(): Rng {
    return Rng.fromSeed(this.amortized.seed).fork('conditional');
  }

  private async sliced<T>(use: (slice: Slice) => Promise<T>): Promise<T> {
    const slice = new Slice(this.amortized, oneRow(this.x), this.values);
    try {
      return await use(slice);
    } finally {
      slice.dispose();
    }
  }
}

function least(values: Float32Array): number {
  return values.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY);
}

function targetOf(slice: Slice): Target {
  return async (points) => {
    const { theta, logProb, logDet } = await slice.at(points);
    return { theta, logDensity: Float64Array.from(logProb, (value, i) => value + (logDet[i] as number)) };
  };
}

function tooSmall(
  { effectiveSize, tries, seconds }: Weighed,
  wanted: number,
  draws: Matrix | undefined,
): EffectiveSizeError {
  const size = Math.floor(effectiveSize);
  const message =
    `Importance sampling must find ${wanted} effective draws within its budget; received ${size} from ${tries} ` +
    `proposals in ${seconds.toFixed(1)} s (ConditionalPosterior); raise maxTries or maxSeconds, or hold fewer parameters.`;
  return new EffectiveSizeError(message, draws && draws.rows > 0 ? draws : undefined, effectiveSize);
}
