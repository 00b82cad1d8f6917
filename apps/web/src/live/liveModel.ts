import { type Matrix, Rng, toMatrix } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { type AmortizedPosterior, decode, type Ensemble } from '@sbi/npe';
import type { Problem } from '@sbi/simulate';
import { getBackend, tidy } from '@tensorflow/tfjs-core';
import { binPanels } from '../pair/binned.ts';
import type {
  DrawnReport,
  DrawOrder,
  OpenedReport,
  PredictedReport,
  PredictOrder,
  SimulatedReport,
  SimulateOrder,
} from './protocol.ts';

const RESTING_ROWS = 10_000;
/** Draws while a hand moves x: of a MAF, which takes one pass of multiplications, and of few parameters more can be had. */
const MOVING_ROWS = 2000;
const QUICK_MOVING_ROWS = 5000;
const FEW_PARAMETERS = 5;
/** Draws that predictions may start from. */
const KEPT = 500;
const PRIOR_DRAWS = 2000;
/** Where a prior has no end, an axis ends with all but this share of its draws on each side. */
const TAIL = 0.005;

/** A model file at work: draws for one x after the other, and predictions from the last draws. */
export class LiveModel {
  private readonly amortized: AmortizedPosterior | Ensemble;
  private readonly movingRows: number;
  private readonly support: readonly (readonly [number, number])[];
  private kept: Matrix | undefined;
  private simulated: Problem | undefined;

  /** @throws SerializationError naming what is wrong in the file */
  constructor(bytes: Uint8Array, source: string) {
    this.amortized = decode(bytes, { source });
    const { estimator, prior } = this.amortized;
    this.support = Array.from(prior.support.low, (low, j) => [low, prior.support.high[j] as number]);
    const kind = 'architecture' in estimator ? estimator.architecture.recipe.kind : '';
    const isQuick = kind === 'maf' && estimator.dim <= FEW_PARAMETERS;
    this.movingRows = isQuick ? QUICK_MOVING_ROWS : MOVING_ROWS;
  }

  async opened(id: number): Promise<OpenedReport> {
    const { names, xNames, xShape, prior } = this.amortized;
    const priorDraws = await toMatrix(tidy(() => prior.sample(PRIOR_DRAWS, Rng.fromSeed(1))));
    return {
      type: 'opened',
      id,
      names,
      xNames,
      xShape,
      support: this.support,
      limits: limitsOf(prior, priorDraws),
      priorDraws: priorDraws.data,
      movingRows: this.movingRows,
    };
  }

  /** @throws ShapeError where x is none of this model, AcceptanceError where too few draws lie inside the prior */
  async draw({ id, x, pace, seed, shown }: DrawOrder): Promise<Omit<DrawnReport, 'threads'>> {
    const start = performance.now();
    const posterior = this.amortized.given(x);
    const rows = pace === 'moving' ? this.movingRows : RESTING_ROWS;
    const { data, columns, names } = await posterior.sample(rows, { seed }); // as `sbi sample`
    this.kept = { data: data.slice(0, KEPT * columns), rows: KEPT, columns };
    const { warnings } = posterior;
    const panels = binPanels({ data, rows, columns }, { support: this.support, ...(shown ? { shown } : {}) });
    const milliseconds = performance.now() - start;
    return {
      type: 'drawn',
      id,
      x,
      seed,
      names: names ?? posterior.names,
      draws: data,
      rows,
      warnings,
      panels,
      backend: getBackend(),
      milliseconds,
    };
  }

  async predict({ id, problem, count, seed }: PredictOrder): Promise<PredictedReport> {
    const { simulator } = await this.simulatorOf(problem);
    const rng = Rng.fromSeed(seed).fork('predictions');
    const predictions: Float32Array[] = [];
    const { data, columns, rows } = this.kept ?? { data: new Float32Array(), columns: 1, rows: 0 };
    for (let i = 0; i < Math.min(count, rows); i++) {
      const theta = data.slice(i * columns, (i + 1) * columns);
      const x = Float32Array.from((await simulator(theta, rng.fork(i))) as ArrayLike<number>);
      if (x.every(Number.isFinite)) predictions.push(x);
    }
    const width = predictions[0]?.length ?? 0;
    const flat = new Float32Array(predictions.length * width);
    predictions.forEach((x, i) => {
      flat.set(x, i * width);
    });
    return { type: 'predicted', id, x: flat, rows: predictions.length };
  }

  async simulate({ problem, seed }: SimulateOrder): Promise<SimulatedReport> {
    const { prior, simulator } = await this.simulatorOf(problem);
    const rng = Rng.fromSeed(seed).fork('observation');
    const { data: theta } = await toMatrix(tidy(() => prior.sample(1, rng.fork('theta'))));
    const x = Float32Array.from((await simulator(theta, rng.fork('x'))) as ArrayLike<number>);
    return { type: 'simulated', problem, theta: Float32Array.from(theta), x };
  }

  private async simulatorOf(name: string): Promise<Problem> {
    if (this.simulated?.name !== name) {
      this.simulated?.dispose();
      // Loaded when it is first asked for: the posterior does not wait for it.
      this.simulated = (await import('@sbi/simulate')).problem(name);
    }
    return this.simulated;
  }

  dispose(): void {
    this.amortized.dispose();
    this.simulated?.dispose();
  }
}

function limitsOf({ support: { low, high } }: Prior, draws: Matrix): [number, number][] {
  return Array.from(low, (start, j) => {
    const end = high[j] as number;
    const sorted = Float32Array.from(
      { length: draws.rows },
      (_, i) => draws.data[i * draws.columns + j] as number,
    ).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
    return [Number.isFinite(start) ? start : at(TAIL), Number.isFinite(end) ? end : at(1 - TAIL)];
  });
}
