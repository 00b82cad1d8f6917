import type { Page, View } from '../shell/page.ts';
import { knownNames, OWN } from './knownNames.ts';
import { watchModel } from './linkedModel.ts';
import { modelHash } from './modelHash.ts';
import { decodeState, encodeState, type KnownNames, type PageState } from './pageState.ts';
import { fitSight } from './sightState.ts';

/** Between two entries of the address: browsers refuse too many. */
const PAUSE = 300;

/** Opens what the address asks for, says in a line what is wrong with it, and keeps it up to date from then on. */
export async function startAt(page: Page): Promise<void> {
  const known = knownNames(page);
  const model = watchModel(page);
  const writer = new Writer(page, known, model.hash);
  const follow = async () => {
    try {
      const state = await decodeState(location, known);
      open(page, state);
      model.expect(state);
    } catch (error) {
      page.note('link', `This link cannot be opened as it stands: ${(error as Error).message}`);
    }
  };
  await follow();
  addEventListener('hashchange', follow);
  for (const told of [page.onView, page.onProblem]) told.on(() => writer.write('push'));
  for (const told of [page.onLinked, page.onSight]) told.on(() => writer.write('replace'));
  page.onObservation.on(({ moving }) => moving || writer.write('replace'));
  model.onHash(() => writer.write('replace'));
}

function open(page: Page, state: PageState): void {
  const { view, problem, seed, settings, x, sight, source, backend } = state;
  page.arrival = problem === OWN ? state : undefined;
  const asked = page.problems.find(({ id }) => id === problem);
  if (asked) fitSight(sight, asked.parameters.length, asked.x.length);
  page.seed = seed;
  page.link({ settings, ...(source !== undefined && { source }), ...(backend !== undefined && { backend }) });
  if (asked && (asked !== page.problem || x || sight !== page.sight)) {
    const fits = x === undefined || x.length === asked.x.length;
    page.choose(asked, fits ? x : undefined, sight);
    if (!fits) {
      page.note(
        'link',
        `This link’s x must have ${asked.x.length} numbers for ${asked.brief}; received ${x.length}.`,
      );
    }
  }
  page.show(problem === OWN && view === 'explore' ? 'own' : (view as View));
}

/** Writes the page's state behind the # of its address: a new entry of the history for what a visitor goes back from. */
class Writer {
  private readonly page: Page;
  private readonly known: KnownNames;
  private readonly hash: () => string | undefined;
  private next: 'push' | 'replace' | undefined;

  constructor(page: Page, known: KnownNames, hash: () => string | undefined) {
    this.page = page;
    this.known = known;
    this.hash = hash;
  }

  write(how: 'push' | 'replace'): void {
    const isWaiting = this.next !== undefined;
    if (this.next !== 'push') this.next = how;
    if (!isWaiting) setTimeout(() => this.flush(), PAUSE);
  }

  private async flush(): Promise<void> {
    const how = this.next;
    this.next = undefined;
    const hash = `#${await encodeState(stateOf(this.page, this.hash()), this.known)}`;
    if (hash === location.hash) return;
    if (how === 'push') history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  }
}

/** An address that opens the page as it is, wherever it is put up. */
export async function currentLink(page: Page): Promise<string> {
  const hash = page.model && (await modelHash(page.model.bytes as Uint8Array<ArrayBuffer>));
  return new URL(`#${await encodeState(stateOf(page, hash), knownNames(page))}`, location.href).href;
}

/** What a link to the page as it is would hold. */
function stateOf(
  { view, problem, seed, linked, observed, sight }: Page,
  model: string | undefined,
): PageState {
  const x = Array.from(observed.x);
  const isUsual = problem.x.length === x.length && problem.x.every((value, i) => Math.fround(value) === x[i]);
  return {
    view,
    problem: problem.id,
    seed,
    sight,
    ...linked,
    ...(!isUsual && { x }),
    ...(model !== undefined && { model }),
  };
}
