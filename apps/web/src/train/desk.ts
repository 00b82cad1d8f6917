import type { PageProblem } from '../problems/pageProblem.ts';
import { Listeners } from '../shell/listeners.ts';
import type { Model, Page } from '../shell/page.ts';
import { after, asleep, beginning, type DeskState, isUnderWay, type Phase, starting } from './deskState.ts';
import { keepModel } from './keptModels.ts';
import { sourceOfOwn } from './ownSource.ts';
import { Pace } from './pace.ts';
import type { TrainSettings } from './protocol.ts';
import { type EngineReport, TrainEngine, type TrainingRequest } from './trainEngine.ts';

/** How to train, as it is asked for in the page. */
export interface Choice extends Omit<TrainSettings, 'seed'> {
  readonly simulations: number;
}

/** Where a page's trainings are asked for and watched: the rooms of training and of trust share one. */
export class Desk {
  state: DeskState = asleep;
  readonly onChange: Listeners<DeskState> = new Listeners();
  /** Another model outlives this visit. */
  readonly onKept: Listeners<PageProblem> = new Listeners();
  /** What is trained, or was trained last. */
  problem: PageProblem | undefined;
  /** The model that the state is about. */
  private bytes: Uint8Array | undefined;
  private readonly page: Page;
  private readonly engine: TrainEngine;
  /** A reload in the middle of a training loses a few seconds of it. */
  private readonly keeps = new Pace(5000, 0.05);

  constructor(page: Page) {
    this.page = page;
    this.engine = new TrainEngine('auto', (report) => this.receive(report));
  }

  /** Starts a worker, which tells what backends there are. */
  open(backend: string): void {
    this.set(starting(this.state));
    this.engine.start(backend);
  }

  /** Trains for the problem at hand. */
  train({ simulations, ...settings }: Choice): void {
    const { problem, observed, seed } = this.page;
    this.problem = problem;
    this.set(beginning(this.state));
    this.engine.begin({
      ...sourceOf(problem, seed, simulations),
      settings: { ...settings, seed },
      observed: observed.x,
    });
  }

  /** Whether what is known here is about that model. */
  isAbout(model: Model | undefined): boolean {
    return model !== undefined && model.bytes === this.bytes;
  }

  /** Asks the model at hand about fresh simulations. */
  check(model: Model): void {
    const { problem, observed, seed } = this.page;
    this.problem = problem;
    this.bytes = model.bytes;
    this.set({ ...beginning(this.state), phase: 'checking' });
    const { source, answers } = sourceOf(problem, seed, 0);
    const order = { source, settings: { seed }, observed: observed.x, model: model.bytes };
    this.engine.check({ ...order, ...(answers && { answers }) });
  }

  pause(): void {
    this.engine.pause();
    this.enter('pausing');
  }

  goOn(): void {
    this.engine.goOn();
    this.enter('training');
  }

  stop(): void {
    this.engine.stop();
    if (this.state.phase !== 'checking') this.enter('stopping');
  }

  more(count: number): void {
    this.engine.more(count);
    if (this.state.phase !== 'training') this.enter('simulating');
  }

  drawFigures(theme: 'light' | 'dark', width: number): void {
    this.engine.drawFigures(theme, width);
  }

  /** Another backend. A training under way goes on there from where it was kept last. */
  change(backend: string): void {
    const goesOn = isUnderWay(this.state) && this.state.trained === undefined;
    this.set(goesOn ? { ...this.state, phase: 'simulating' } : starting(this.state));
    this.engine.change(backend, goesOn);
  }

  /** After an interruption. */
  recover(backend?: string): void {
    this.set({ ...this.state, phase: 'simulating', trouble: undefined });
    this.engine.recover(backend);
  }

  private receive(report: EngineReport): void {
    this.set(after(this.state, report));
    if (report.type === 'model' || report.type === 'trained') this.show(report.bytes, report.type);
    if (report.type === 'refused') this.engine.end();
  }

  /** Whoever looks at the problem sees its posterior sharpen, and a reload finds it again. */
  private show(bytes: Uint8Array, type: 'model' | 'trained'): void {
    const { page, problem } = this;
    if (!problem) return;
    this.bytes = bytes;
    if (page.problem === problem) page.use({ bytes, origin: 'trained', name: problem.id });
    if (type === 'trained' || this.keeps.isDue) this.keeps.run(() => this.keep(bytes, problem));
  }

  private async keep(bytes: Uint8Array, problem: PageProblem): Promise<void> {
    const { trained, history } = this.state;
    const epochs = history.at(-1)?.epoch ?? 0;
    const sentence = trained?.sentence ?? `It was still being trained, in epoch ${epochs}.`;
    const simulations = trained?.simulations ?? 0;
    const trouble = await keepModel(problem, { bytes, sentence, simulations, at: Date.now() });
    if (trouble) this.set({ ...this.state, trouble });
    else this.onKept.tell(problem);
  }

  private enter(phase: Phase): void {
    this.set({ ...this.state, phase });
  }

  private set(state: DeskState): void {
    this.state = state;
    this.onChange.tell(state);
  }
}

/** Where the pairs of a problem come from. */
function sourceOf(
  { own, simulator, id }: PageProblem,
  seed: number,
  simulations: number,
): Pick<TrainingRequest, 'source' | 'parts' | 'answers'> {
  if (own) return sourceOfOwn(own, seed, simulations);
  return { source: { kind: 'problem', name: simulator ?? id }, parts: [simulations] };
}

const desks = new WeakMap<Page, Desk>();

/** The desk of a page. */
export function deskOf(page: Page): Desk {
  const desk = desks.get(page) ?? new Desk(page);
  desks.set(page, desk);
  return desk;
}
