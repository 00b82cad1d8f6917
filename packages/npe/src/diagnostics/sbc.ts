import { column, type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';
import { type ClassifierName, c2st, checkClassifier } from './c2st.ts';
import { checkPairs, type DiagnosticOptions, parameterNames, type Visitor, visitPairs } from './pairDraws.ts';
import { Ranks, type RankTests, testRanks } from './ranks.ts';
import { swapTest } from './swapTest.ts';

/** What `sbc` takes. */
export interface SbcOptions extends DiagnosticOptions {
  /** Adds classifier scores of ranks and of the data-averaged posterior; none by default: the tests see more. */
  readonly c2st?: ClassifierName;
}

/** What simulation-based calibration says of one parameter. */
export interface SbcParameter extends RankTests {
  readonly name: string;
  /** That data-averaged posterior and prior are the same, by swaps of draw and truth. */
  readonly dataAveragedPValue: number;
  /** Classifier score of the ranks against uniform ones, 0.5 at best; only where asked for. */
  readonly c2stRanks?: number;
  /** Classifier score of the data-averaged posterior against the prior's draws; only where asked for. */
  readonly c2stDataAveraged?: number;
}

/** What `sbc` finds. */
export interface SbcResult {
  readonly pairs: number;
  /** Posterior draws for each pair: ranks are 0 … draws. */
  readonly draws: number;
  /** How many draws lie below the truth, ties at random: a table [pairs, D] with the parameters' names. */
  readonly ranks: Matrix;
  /** One posterior draw for each pair: [pairs, D]. */
  readonly dataAveraged: Matrix;
  readonly parameters: readonly SbcParameter[];
}

/**
 * Simulation-based calibration: ranks of true parameters among posterior draws, which are uniform for an exact posterior.
 *
 * For pairs θ ~ p(θ), x ~ p(x | θ) and draws θ¹ … θᴸ ~ q(· | x) the rank #{l : θˡ < θ} of every parameter is uniform on
 * 0 … L if q is the posterior (Talts, Betancourt, Simpson, Vehtari & Gelman 2018), and one draw a pair, the data-averaged
 * posterior, is distributed as the prior. Python sbi: `run_sbc` and `check_sbc`.
 *
 * @param pairs simulations that the training has not seen: a few hundred or more
 * @throws ShapeError for tables or options that do not fit, or a posterior that draws what is no table [draws, D]
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { sbc } from '@sbi/npe';
 * const problem = gaussian();
 * const exact = { given: (x) => ({ sample: (count, options) => problem.reference(x, count, options) }) };
 * const pairs = await simulate(problem.prior, problem.simulator, { count: 200, seed: 1 });
 * const { ranks, parameters } = await sbc(exact, pairs, { seed: 2, draws: 100 });
 * console.log(ranks.rows, ranks.columns); // → 200 3
 * console.log(parameters.every(({ ksPValue }) => ksPValue > 0.001)); // → true
 * problem.dispose();
 */
export async function sbc(
  amortized: AmortizedLike,
  pairs: Simulations,
  options: SbcOptions,
): Promise<SbcResult> {
  const where = 'sbc';
  const draws = checkPairs(pairs, options, where);
  if (options.c2st !== undefined) checkClassifier(options.c2st, where);
  const calibration = new Calibration(pairs, draws, Rng.from(options?.seed));
  await visitPairs(amortized, pairs, { ...options, draws, density: false, where }, [calibration.visit]);
  const result = calibration.result();
  if (options.c2st === undefined) return result;
  return { ...result, parameters: await withScores(result, calibration, pairs, options) };
}

/** Ranks of every parameter, pair after pair. */
export class Calibration {
  readonly names: readonly string[];
  readonly ranks: readonly Ranks[];
  readonly visit: Visitor;
  private readonly pairs: Simulations;
  private readonly averaged: Float32Array;
  private readonly rng: Rng;

  constructor(pairs: Simulations, draws: number, rng: Rng) {
    const dim = pairs.theta.columns;
    this.pairs = pairs;
    this.rng = rng.fork('sbc');
    this.names = parameterNames(pairs);
    this.averaged = new Float32Array(pairs.theta.data.length);
    this.ranks = this.names.map((_, j) => new Ranks(pairs.theta.rows, draws, this.rng.fork('ties').fork(j)));
    this.visit = ({ index, truth, draws: table }) => {
      this.averaged.set(table.data.subarray(0, dim), index * dim);
      this.ranks.forEach((ranks, j) => {
        ranks.add(index, truth[j] as number, table.data, j, dim);
      });
    };
  }

  result(): SbcResult {
    const { theta } = this.pairs;
    const dim = theta.columns;
    const ranks = new Float32Array(theta.data.length);
    this.ranks.forEach((own, j) => {
      for (let i = 0; i < theta.rows; i++) ranks[i * dim + j] = own.ranks[i] as number;
    });
    const dataAveraged = matrixOf(this.averaged, dim, this.names);
    return {
      pairs: theta.rows,
      draws: this.ranks[0]?.draws ?? 0,
      ranks: matrixOf(ranks, dim, this.names),
      dataAveraged,
      parameters: this.names.map((name, j) => ({
        name,
        ...testRanks((this.ranks[j] as Ranks).levels),
        dataAveragedPValue: swapTest(
          column(dataAveraged, j),
          column(theta, j),
          this.rng.fork('swaps').fork(j),
        ),
      })),
    };
  }
}

async function withScores(
  { parameters, dataAveraged }: SbcResult,
  { ranks }: Calibration,
  { theta }: Simulations,
  options: SbcOptions,
): Promise<SbcParameter[]> {
  const rng = Rng.from(options.seed).fork('c2st');
  const score = (a: ArrayLike<number>, b: ArrayLike<number>, seed: Rng) => {
    const { signal, c2st: classifier = 'forest' } = options;
    const job = signal ? { seed, classifier, signal } : { seed, classifier };
    return c2st(matrixOf(Float32Array.from(a), 1), matrixOf(Float32Array.from(b), 1), job);
  };
  const scored: SbcParameter[] = [];
  for (const [j, parameter] of parameters.entries()) {
    const stream = rng.fork(j);
    const { levels } = ranks[j] as Ranks;
    const uniform = levels.map(() => stream.uniform());
    const c2stRanks = await score(uniform, levels, stream.fork('ranks'));
    const averaged = column(dataAveraged, j);
    const c2stDataAveraged = await score(column(theta, j), averaged, stream.fork('averaged'));
    scored.push({ ...parameter, c2stRanks, c2stDataAveraged });
  }
  return scored;
}
