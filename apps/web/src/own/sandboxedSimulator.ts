import { Rng } from '@sbi/core/rng';
import { drawPrior } from './drawPrior.ts';
import type { MoreOptions } from './ownData.ts';
import { priorRecipe } from './priorFamilies.ts';
import { RowTable, type SimulatedTables } from './rowTable.ts';
import type { SandboxAnswer, SandboxOrder } from './sandbox/answers.ts';
import { Frame } from './sandbox/frame.ts';
import { programOf } from './sandbox/program.ts';
import { readDescription, type SimulatorDescription } from './sandbox/readDescription.ts';
import { LONGEST } from './sandbox/readRow.ts';
import { SimulatorError } from './simulatorError.ts';

/** What takes longer than this, in milliseconds, is ended, unless another patience is asked for. */
const PATIENCE = 10_000;
/** Milliseconds that a stretch of rows should take: long enough to hide the way there and back, short enough to stop. */
const STRETCH = 100;
const MOST_ROWS = 8192;
/** Bytes for what an answer says beside x: an error's line, a prior's numbers. */
const ROOM = 8000;
const MOST_AT_ONCE = 2 ** 20;
const MOST_NUMBERS = 2 ** 27;

/**
 * A simulator of a visitor's own: plain JavaScript that declares `prior`, `simulate(theta, rng)` and, if it likes,
 * `observation`. It runs in a worker inside a sandboxed frame of an opaque origin, and only there. The caller disposes it.
 *
 * Row i has its own random stream, as in `simulate` of @sbi/simulate: the same seed gives the same table, here and there.
 */
export class SandboxedSimulator {
  readonly source: string;
  private readonly patience: number;
  private frame: Frame | undefined;
  private description: SimulatorDescription | undefined;

  constructor(source: string, { patience = PATIENCE }: { readonly patience?: number } = {}) {
    this.source = source;
    this.patience = patience;
  }

  /** Runs the text, and one row of it. @throws SimulatorError naming what is wrong, with its line */
  async describe(): Promise<SimulatorDescription> {
    if (this.description) return this.description;
    const described = await this.ask('described', ['describe'], 8 * LONGEST);
    const { parameters, observation, printed } = readDescription(described);
    const prior = priorRecipe(parameters);
    const { theta, origin } = await drawPrior(prior, 1, 0);
    const order = ['simulate', 0, origin, parameters.length, theta.slice(), 0] as const;
    const [, words, numbers] = await this.ask('simulated', order, 4 * LONGEST);
    const x = Float32Array.from(numbers);
    if (observation && observation.length !== x.length) {
      const received = `${observation.length}, where simulate returns ${x.length}`;
      throw new SimulatorError(
        'failed',
        `observation must be as long as what simulate returns; received ${received}.`,
      );
    }
    const said = [...printed, ...words.split('\n').filter(Boolean)];
    this.description = { parameters, prior, observation, trial: { theta, x }, printed: said };
    return this.description;
  }

  /**
   * `count` pairs (θ, x). It may be asked again after a failure: the simulator starts anew.
   *
   * @throws SimulatorError naming what is wrong, with its line; `signal.reason` when aborted
   */
  async simulate(
    count: number,
    seed: number,
    { signal, onProgress }: MoreOptions = {},
  ): Promise<SimulatedTables> {
    const abort = () => this.dispose();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      const { prior, trial } = await this.describe();
      expectRoom(count, trial.x.length);
      const { theta, names, origin } = await drawPrior(prior, count, seed, signal);
      const table = new RowTable(theta, names, trial.x.length);
      await this.fill(table, origin, (done) => onProgress?.({ done, total: count }));
      return table.simulations();
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * x of `width` numbers for every row of θ, those left out that are not finite. The same seed brings the same noise for
   * every θ.
   *
   * @throws SimulatorError naming what is wrong, with its line
   */
  async simulateAt(theta: Float32Array, dim: number, width: number, seed: number): Promise<Float32Array> {
    const origin = Rng.fromSeed(seed).fork('predictions').uniform() * 2 ** 53;
    const rows = theta.length / dim;
    const order = ['simulate', 0, origin, dim, theta, width] as const;
    const [, , x] = await this.ask('simulated', order, 4 * rows * width);
    if (x.length !== rows * width)
      throw new SimulatorError('flooded', 'The simulator must answer what it was asked.');
    const finite = Array.from({ length: rows }, (_, i) => x.subarray(i * width, (i + 1) * width)).filter(
      (row) => row.every(Number.isFinite),
    );
    const kept = new Float32Array(finite.length * width);
    finite.forEach((row, i) => {
      kept.set(row, i * width);
    });
    return kept;
  }

  /** Ends the frame and all that runs in it. */
  dispose(): void {
    this.frame?.dispose();
    this.frame = undefined;
  }

  private async fill(table: RowTable, origin: number, report: (done: number) => void): Promise<void> {
    const { width } = table;
    for (let rows = 1; table.done < table.total; ) {
      const order = ['simulate', table.done, origin, table.dim, table.next(rows), width] as const;
      const begun = performance.now();
      const [, , x] = await this.ask('simulated', order, 4 * rows * width);
      table.add(x);
      report(table.done);
      const pace = Math.min(4, STRETCH / Math.max(1, performance.now() - begun));
      const most = Math.min(MOST_ROWS, Math.ceil(MOST_AT_ONCE / width));
      rows = Math.max(1, Math.min(Math.floor(rows * pace), most));
    }
  }

  /** @param most bytes of the numbers that may come back */
  private async ask(kind: SandboxAnswer[0], order: SandboxOrder, most: number): Promise<SandboxAnswer> {
    this.frame ??= new Frame(programOf(this.source));
    try {
      const answer = await this.frame.ask(order, most + ROOM, this.patience);
      if (answer[0] !== kind)
        throw new SimulatorError('flooded', 'The simulator must answer what it was asked.');
      return answer;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }
}

function expectRoom(count: number, width: number): void {
  if (count * width <= MOST_NUMBERS) return;
  const most = Math.floor(MOST_NUMBERS / width);
  throw new SimulatorError(
    'failed',
    `At most ${most} simulations of ${width} numbers fit; received ${count}.`,
  );
}
