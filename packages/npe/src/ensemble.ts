import { describeValue, type Shape, ShapeError } from '@sbi/core';
import { describeSupport } from '@sbi/distributions';
import type { Architecture } from '@sbi/flows';
import { Amortized } from './amortized.ts';
import { AmortizedPosterior, type DecodeOptions } from './amortizedPosterior.ts';
import { decodeEnsemble, encodeEnsemble, MOST_MEMBERS } from './ensembleCodec.ts';
import { checkWeights } from './ensembleWeights.ts';
import { FlowMixture } from './flowMixture.ts';

/** What `ensemble` takes. */
export interface EnsembleOptions {
  /**
   * 'validation' (the default): wₖ ∝ exp(mean held-out ln qₖ of the member's own training), so that a member that is 0.1
   * nats a simulation worse than another counts 0.9 times as much, and one that failed by 5 nats next to nothing. 'equal':
   * 1/K. Or numbers from 0, one a member, as from `stackingWeights`; they are scaled to sum to 1.
   */
  readonly weights?: 'validation' | 'equal' | readonly number[];
}

/**
 * A mixture of amortised posteriors, Σ wₖ qₖ(θ | x), cut to the prior: an amortised posterior like any other.
 *
 * Made by `ensemble` or read by `decode`. It takes its members over: `dispose` disposes them.
 */
export class Ensemble extends Amortized {
  override readonly estimator: FlowMixture;
  readonly members: readonly AmortizedPosterior[];
  /** Of the members; they sum to 1. */
  readonly weights: readonly number[];

  /** @throws ShapeError as `ensemble` */
  constructor(members: readonly AmortizedPosterior[], weights: readonly number[]) {
    const [first] = expectAlike(members) as [AmortizedPosterior];
    if (members.length > MOST_MEMBERS) {
      throw new ShapeError('members', `be ${MOST_MEMBERS} at most`, String(members.length), 'ensemble');
    }
    const rejects = members.some(({ support }) => support === 'reject');
    const { prior, names, xNames, seed } = first;
    super({ prior, names, xNames, seed, support: rejects ? 'reject' : 'constrain' });
    this.members = [...members];
    this.weights = scaled(checkWeights(weights, members.length, 'ensemble'));
    const estimators = members.map(({ estimator }) => estimator);
    this.estimator = new FlowMixture(estimators, this.weights);
  }

  get xShape(): Shape {
    return (this.members[0] as AmortizedPosterior).xShape;
  }

  get revision(): number {
    return this.members.reduce((sum, { revision }) => sum + revision, 0);
  }

  override async encode(): Promise<Uint8Array> {
    this.enter('encode');
    return encodeEnsemble(this);
  }

  /**
   * Reads the model file of an ensemble; nothing in it is executed. The caller owns the result.
   *
   * @throws SerializationError naming what is wrong and where
   */
  static decode(bytes: Uint8Array, options: DecodeOptions = {}): Ensemble {
    const { members, weights } = decodeEnsemble(bytes, options);
    const made = members.map((parts) => new AmortizedPosterior(parts));
    try {
      return new Ensemble(made, weights);
    } catch (error) {
      for (const member of made) member.dispose();
      throw error;
    }
  }

  protected override get architectures(): readonly Architecture[] {
    return this.members.map(({ estimator }) => estimator.architecture);
  }

  /** That of the first member, where members of half the weight or more have one: of many, some see fewer simulations. */
  protected override warningAt(x: Float32Array): string | undefined {
    const warned = this.members.map((member) => member.given(x).warnings[0]);
    const weight = this.weights.reduce((sum, w, k) => (warned[k] === undefined ? sum : sum + w), 0);
    return weight >= 0.5 ? warned.find((warning) => warning !== undefined) : undefined;
  }
}

/**
 * Averages amortised posteriors of the same parameters and prior, trained from other seeds, splits, flows or simulations: a
 * mixture, which is better calibrated than its members where they differ.
 *
 * The members must not be used after the ensemble, which takes them over, is disposed. A member that is an ensemble counts
 * as its members. Under support 'reject' the mixture is cut to the prior as a whole, so that what a member leaks does not
 * count. Drawing costs as much as drawing from every member.
 *
 * @throws ShapeError when there is none, when they are not of the same names, x and prior, or for weights that are none
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { decode, ensemble, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const members = [];
 * for (const seed of [2, 3]) members.push(await npe(simulations, { prior, seed, maxEpochs: 5 }));
 * const both = ensemble(members);
 * const [theta] = await both.given([0.8, 0.6, 0.4]).mean({ seed: 4 });
 * console.log(Math.abs(theta + 0.2) < 0.1); // → true
 * const bytes = await both.encode(); // one file
 * both.dispose();
 * using again = decode(bytes);
 * console.log(again.members.length); // → 2
 */
export function ensemble(members: readonly Amortized[], options: EnsembleOptions = {}): Ensemble {
  const where = 'ensemble';
  if (!Array.isArray(members) || members.length === 0) {
    const expected = 'be a list of at least one amortised posterior';
    throw new ShapeError('members', expected, describeValue(members), where);
  }
  const given = weightsOf(members, options.weights ?? 'validation');
  const flat = members.flatMap((member: Amortized, k) => {
    const weight = given[k] as number;
    if (!(member instanceof Ensemble)) return [{ member: member as AmortizedPosterior, weight }];
    return member.members.map((inner, i) => ({
      member: inner,
      weight: weight * (member.weights[i] as number),
    }));
  });
  return new Ensemble(
    flat.map(({ member }) => member),
    flat.map(({ weight }) => weight),
  );
}

/** One weight a member, summing to 1. */
function weightsOf(members: readonly Amortized[], rule: EnsembleOptions['weights']): readonly number[] {
  if (rule === 'equal') return scaled(members.map(() => 1));
  if (rule !== 'validation') return scaled(checkWeights(rule, members.length, 'ensemble'));
  const scores = members.map((member, k) => {
    const score = validationOf(member);
    if (Number.isFinite(score)) return score;
    const expected = "have a finite validation loss, or pass weights: 'equal'";
    throw new ShapeError(`members[${k}]`, expected, String(-score), 'ensemble');
  });
  const best = Math.max(...scores);
  return scaled(scores.map((score) => Math.exp(score - best)));
}

/** Mean held-out ln q of a member, in nats a simulation. */
function validationOf(member: Amortized): number {
  if (!(member instanceof Ensemble)) return -(member as AmortizedPosterior).training.bestValidationLoss;
  return member.members.reduce(
    (sum, inner, i) => sum + (member.weights[i] as number) * validationOf(inner),
    0,
  );
}

function scaled(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** @throws ShapeError unless all members answer the same question */
function expectAlike(members: readonly AmortizedPosterior[]): readonly AmortizedPosterior[] {
  const kinds = members.map(
    ({ names, xNames, xShape, prior }): Record<string, string> => ({
      names: names.join(', '),
      'names of x': xNames?.join(', ') ?? 'none',
      'shape of x': `[${xShape.join(', ')}]`,
      'support of the prior': JSON.stringify(describeSupport(prior.support)),
    }),
  );
  const [first, ...others] = kinds as [Record<string, string>, ...Record<string, string>[]];
  others.forEach((other, k) => {
    const part = Object.keys(first).find((name) => first[name] !== other[name]);
    if (part === undefined && !members.slice(0, k + 1).includes(members[k + 1] as AmortizedPosterior)) return;
    const expected =
      part === undefined ? 'be another than those before' : `have the ${part} of members[0], ${first[part]}`;
    const received = part === undefined ? 'the same' : (other[part] as string);
    throw new ShapeError(`members[${k + 1}]`, expected, received.slice(0, 200), 'ensemble');
  });
  return members;
}
