import type { DrawnReport } from '../live/protocol.ts';
import type { Observed, Page } from '../shell/page.ts';
import { MOST_KEPT } from '../state/sightState.ts';
import { KeptAgain } from './keptAgain.ts';
import type { PairSet } from './pairSet.ts';
import type { PairView } from './pairView.ts';
import './pairView.ts';

/** The posterior in the middle of the page: it follows whatever is drawn, beside the prior and what was kept. */
export function mountPair(root: HTMLElement, page: Page): void {
  new PairRoom(root, page);
}

class PairRoom {
  private readonly page: Page;
  private readonly view: PairView = document.createElement('sbi-pair-view');
  private readonly keep: HTMLButtonElement = toolButton(
    'Keep',
    'Keeps this posterior in the picture, to compare the next ones with it.',
  );
  private readonly forget: HTMLButtonElement = toolButton(
    'Let go',
    'Takes away the posteriors that were kept.',
  );
  private prior: PairSet | undefined;
  private kept: readonly PairSet[] = [];
  private again: KeptAgain | undefined;
  /** Whether the problem is another one than that of the last model. */
  private isNew = true;
  /** What a link keeps: drawn again with every model that follows, until a visitor keeps another or lets go. */
  private linked: readonly number[] | undefined;

  constructor(root: HTMLElement, page: Page) {
    this.page = page;
    const { view, keep, forget } = this;
    view.append(forget, keep);
    root.append(view);
    page.onProblem.on(() => {
      this.isNew = true;
      this.again = undefined;
    });
    page.onOpened.on(() => this.open());
    page.onDrawn.on((drawn) => this.draw(drawn));
    page.onObservation.on((observed) => this.watch(observed));
    view.addEventListener('shown', () => {
      page.shown = view.shown;
      page.look({ shown: view.shown });
    });
    view.addEventListener('brush', () => page.look({ brushes: view.brushes }));
    keep.onclick = () => page.drawn && this.keepOne(page.drawn);
    forget.onclick = () => {
      this.kept = [];
      page.look({ kept: [] });
      keep.focus();
      this.show(page.drawn);
    };
  }

  /** Another model: what a link asks to see of it, or what was looked at before. */
  private open(): void {
    const { page, view } = this;
    const { names, limits, support, priorDraws } = page.opened as NonNullable<Page['opened']>;
    const { limits: own } = page.problem;
    view.names = names;
    view.limits = own?.length === names.length ? own : limits;
    view.support = support;
    if (page.sight.shown) view.shown = page.sight.shown;
    view.brushes = page.sight.brushes;
    page.shown = view.shown;
    this.kept = [];
    if (this.isNew) this.linked = page.sight.kept;
    this.isNew = false;
    const isLinked = page.sight.kept === this.linked;
    if (!isLinked && page.sight.kept.length > 0) page.look({ kept: [] }); // they came from another model
    this.prior = {
      label: 'prior',
      names,
      data: priorDraws,
      rows: priorDraws.length / names.length,
      isPrior: true,
    };
    this.show(undefined);
    const goal = this.again?.goal ?? page.observed; // one that is under way observes what is kept
    this.again = isLinked && page.sight.kept.length > 0 ? new KeptAgain(page, goal) : undefined;
    this.again?.next();
  }

  private draw(drawn: DrawnReport): void {
    if (this.again?.isOf(drawn)) {
      this.kept = [...this.kept, this.named(drawn)];
      this.again.next();
      return;
    }
    if (this.again?.isUnderWay) return;
    this.again = undefined;
    this.view.points = this.page.observed.truth;
    this.show(drawn);
  }

  /** Whoever takes hold of the observation meanwhile wants to see that one. */
  private watch(observed: Observed): void {
    const { again, kept, page } = this;
    if (!again || again.asks(observed.x)) return;
    this.again = undefined;
    page.look({ kept: page.sight.kept.slice(0, kept.length * observed.x.length) });
  }

  private keepOne(drawn: DrawnReport): void {
    const { page } = this;
    const set = this.named(drawn);
    this.kept = [...this.kept, set];
    page.look({ kept: [...page.sight.kept, ...drawn.x] });
    page.say(`This posterior stays in the picture as ${set.label}.`);
    this.show(drawn);
  }

  private named(drawn: DrawnReport): PairSet {
    return { ...posteriorOf(drawn), label: `kept ${this.kept.length + 1}` };
  }

  private show(drawn: DrawnReport | undefined): void {
    const { kept, prior, forget, keep, view } = this;
    forget.hidden = kept.length === 0;
    keep.disabled = drawn === undefined || kept.length === MOST_KEPT;
    if (drawn) view.sets = [posteriorOf(drawn), ...kept, ...(prior ? [prior] : [])];
  }
}

function posteriorOf({ names, draws, rows, panels }: DrawnReport): PairSet {
  return { label: 'posterior', names, data: draws, rows, binned: panels };
}

function toolButton(words: string, title: string): HTMLButtonElement {
  const button = document.createElement('button');
  return Object.assign(button, { type: 'button', slot: 'tools', textContent: words, title });
}
