import { rowOf } from '@sbi/core';
import type { DrawnReport } from '../live/protocol.ts';
import type { Page } from '../shell/page.ts';
import { SandboxedSimulator } from './sandboxedSimulator.ts';

/** As many simulations as make a fan, of a simulator that is fast enough; never fewer than show one. */
const MOST = { moving: 60, resting: 400 } as const;
const LEAST = 20;
/** Milliseconds that they should take, and those after which the simulator is given up. */
const SHORT = 100;
const PATIENCE = 30_000;

/** Lets the predictions of a simulator of one's own follow what is drawn, as those of the page's problems do. */
export function followOwn(page: Page): void {
  let follower: OwnFollower | undefined;
  const current = () => {
    const { source } = page.problem.own ?? {};
    if (source !== undefined) follower ??= new OwnFollower(page, source);
    return follower;
  };
  page.onProblem.on(() => {
    follower?.dispose();
    follower = undefined;
  });
  page.onDrawn.on((drawn) => current()?.follow(drawn));
  page.onSurprise.on(() => current()?.surprise());
}

/** One simulator at work beside the posterior: of the draws that come meanwhile only the newest are followed. */
class OwnFollower {
  private readonly page: Page;
  private readonly simulator: SandboxedSimulator;
  private rows = LEAST;
  private wanted: DrawnReport | undefined;
  private isBusy = false;
  private isOver = false;
  private surprises = 0;

  constructor(page: Page, source: string) {
    this.page = page;
    this.simulator = new SandboxedSimulator(source, { patience: PATIENCE });
  }

  follow(drawn: DrawnReport): void {
    this.wanted = drawn;
    if (!this.isBusy) this.work(() => this.predict());
  }

  /** Observes what the simulator makes of another θ of the prior. */
  surprise(): void {
    const next = ++this.surprises;
    if (this.isBusy) return;
    this.work(async () => {
      const { theta, x } = await this.simulator.simulate(LEAST, next); // the first of them that is finite
      if (!this.isOver) this.page.observe(rowOf(x, 0).slice(), false, rowOf(theta, 0).slice());
    });
  }

  dispose(): void {
    this.isOver = true;
    this.simulator.dispose();
  }

  private async work(what: () => Promise<void>): Promise<void> {
    if (this.isOver) return;
    this.isBusy = true;
    try {
      await what();
    } catch (error) {
      if (!this.isOver) this.page.trouble(`Your simulator predicts no more: ${(error as Error).message}`);
      this.dispose();
    }
    this.isBusy = false;
    if (this.wanted) this.follow(this.wanted);
  }

  private async predict(): Promise<void> {
    const { page, simulator, wanted } = this;
    this.wanted = undefined;
    if (!wanted) return;
    const { id, names, draws, seed, x } = wanted;
    const most = MOST[page.observed.moving ? 'moving' : 'resting'];
    const rows = Math.min(this.rows, most, wanted.rows);
    const begun = performance.now();
    const predicted = await simulator.simulateAt(
      draws.slice(0, rows * names.length),
      names.length,
      x.length,
      seed,
    );
    const took = Math.max(1, performance.now() - begun);
    this.rows = Math.max(LEAST, Math.min(MOST.resting, Math.floor((rows * SHORT) / took)));
    if (this.isOver) return;
    page.predict({ type: 'predicted', id, x: predicted, rows: predicted.length / x.length });
  }
}
