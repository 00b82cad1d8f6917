import type { DrawnReport, OpenedReport, PredictedReport } from '../live/protocol.ts';
import type { PageProblem } from '../problems/pageProblem.ts';
import type { LinkedSettings, PageState } from '../state/pageState.ts';
import { type Sight, usualSight } from '../state/sightState.ts';
import { Listeners } from './listeners.ts';

/** What can be looked at, in the order of the navigation. */
export const views = ['explore', 'train', 'own'] as const;
export type View = (typeof views)[number];

/** A model file as it passes between the rooms: shipped, trained, dropped or downloaded. */
export interface Model {
  /** The sbi-posterior file; nobody changes it. */
  readonly bytes: Uint8Array;
  readonly origin: 'shipped' | 'trained' | 'opened';
  /** What to call it in a sentence and as a file. */
  readonly name: string;
}

/** An observation, and whether a hand still moves it. */
export interface Observed {
  readonly x: Float32Array;
  readonly moving: boolean;
  /** θ behind it, where it is a simulation as it came. */
  readonly truth?: Float32Array;
}

/** A sentence that stays until it is put away; another one under its key takes its place. */
export interface Note {
  readonly key: string;
  readonly sentence: string;
}

/** Files that were dropped, and the field that they were dropped onto. */
export interface GivenFiles {
  readonly files: readonly File[];
  readonly onto: string | undefined;
}

/** What a link holds for the rooms that load late: they begin with it, and keep it up to date. */
export interface Linked {
  /** Settings of a training that differ from the problem's recipe, by name. */
  readonly settings: LinkedSettings;
  /** Of an own simulator. It runs only when its reader says so. */
  readonly source?: string;
  readonly backend?: string;
}

/** What a link holds for a problem of one's own, which is there only when its simulator was run. */
export type Arrival = Pick<PageState, 'x' | 'sight' | 'model'>;

/** What a model was opened as, with the model. */
export interface Opened extends OpenedReport {
  readonly model: Model;
}

/**
 * What the rooms of the page share: the problem, its model, the observation and what was drawn. Rooms read it, change it by
 * the methods, and listen; they do not know each other.
 */
export class Page {
  readonly problems: readonly PageProblem[];
  view: View = 'explore';
  problem: PageProblem;
  observed: Observed;
  /** The last model that was handed in; `opened` follows it as soon as it has been read. */
  model: Model | undefined;
  opened: Opened | undefined;
  /** The last draws, and simulations from them. */
  drawn: DrawnReport | undefined;
  predicted: PredictedReport | undefined;
  /** The parameters that have panels, rising; undefined until some are known. */
  shown: readonly number[] | undefined;
  /** What a visitor has chosen to look at of the posterior. */
  sight: Sight = usualSight;
  /** Names the base noise of all draws. */
  seed = 1;
  linked: Linked = { settings: {} };
  /** Until the problem of one's own is there. */
  arrival: Arrival | undefined;
  /** Until "Your own" has taken them. */
  given: GivenFiles | undefined;

  readonly onView: Listeners<View> = new Listeners();
  readonly onProblem: Listeners<PageProblem> = new Listeners();
  readonly onModel: Listeners<Model> = new Listeners();
  readonly onOpened: Listeners<Opened> = new Listeners();
  readonly onObservation: Listeners<Observed> = new Listeners();
  readonly onDrawn: Listeners<DrawnReport> = new Listeners();
  /** The first posterior stands on the screen. */
  readonly onPainted: Listeners<void> = new Listeners();
  readonly onPredicted: Listeners<PredictedReport> = new Listeners();
  readonly onLinked: Listeners<Linked> = new Listeners();
  readonly onSight: Listeners<Sight> = new Listeners();
  readonly onGiven: Listeners<GivenFiles> = new Listeners();
  readonly onNote: Listeners<Note> = new Listeners();
  /** Someone wants another observation: a simulation from another θ of the prior. */
  readonly onSurprise: Listeners<void> = new Listeners();
  /** Sentences that a screen reader should say. */
  readonly onSay: Listeners<string> = new Listeners();
  /** What went wrong, in a sentence with a way on; undefined when that is over. */
  readonly onTrouble: Listeners<string | undefined> = new Listeners();

  constructor(problems: readonly PageProblem[], first: PageProblem) {
    this.problems = problems;
    this.problem = first;
    this.observed = { x: Float32Array.from(first.x), moving: false };
    this.putBack();
  }

  show(view: View): void {
    if (view === this.view) return;
    this.view = view;
    this.onView.tell(view);
  }

  /** Another problem, at the observation it begins with or another. Its shipped model is fetched by whoever listens. */
  choose(problem: PageProblem, x?: ArrayLike<number>, sight: Sight = usualSight): void {
    this.problem = problem;
    this.sight = sight;
    this.model = undefined;
    this.opened = undefined;
    this.drawn = undefined;
    this.predicted = undefined;
    this.onProblem.tell(problem);
    if (x) this.observe(Float32Array.from(x));
    else this.putBack();
  }

  /** A model for the problem at hand: from now on it answers. */
  use(model: Model): void {
    this.model = model;
    this.onModel.tell(model);
  }

  observe(x: Float32Array, moving = false, truth?: Float32Array): void {
    this.observed = { x, moving, ...(truth && { truth }) };
    this.onObservation.tell(this.observed);
  }

  /** The observation that the problem begins with. */
  putBack(): void {
    const { x, truth } = this.problem;
    this.observe(Float32Array.from(x), false, truth && Float32Array.from(truth));
  }

  /** What the live worker has opened, drawn and predicted. */
  open(opened: Opened): void {
    this.opened = opened;
    this.onOpened.tell(opened);
  }

  draw(drawn: DrawnReport): void {
    this.drawn = drawn;
    this.onDrawn.tell(drawn);
  }

  predict(predicted: PredictedReport): void {
    this.predicted = predicted;
    this.onPredicted.tell(predicted);
  }

  /** A visitor looks at the posterior in another way. */
  look(changes: Partial<Sight>): void {
    this.sight = { ...this.sight, ...changes };
    this.onSight.tell(this.sight);
  }

  /** Keeps in the page's address what a late room has come to. */
  link(changes: Partial<Linked>): void {
    this.linked = { ...this.linked, ...changes };
    this.onLinked.tell(this.linked);
  }

  /** Hands files to "Your own", which takes them as soon as it is there. */
  give(given: GivenFiles): void {
    this.given = given;
    this.onGiven.tell(given);
    this.show('own');
  }

  note(key: string, sentence: string): void {
    this.onNote.tell({ key, sentence });
  }

  say(sentence: string): void {
    this.onSay.tell(sentence);
  }

  trouble(sentence: string | undefined): void {
    this.onTrouble.tell(sentence);
  }
}
