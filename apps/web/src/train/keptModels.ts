import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { PageProblem } from '../problems/pageProblem.ts';

/** A model that was trained here, as it outlives the page. */
export interface KeptModel {
  readonly bytes: Uint8Array;
  /** How its training went. */
  readonly sentence: string;
  readonly simulations: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

let store: UseStore | undefined;
const models = (): UseStore => {
  store ??= createStore('sbi', 'trained-models');
  return store;
};

/** The last model that was trained for a problem in this browser; undefined where there is none, or no storage. */
export async function keptModel(problem: PageProblem): Promise<KeptModel | undefined> {
  try {
    return await get<KeptModel>(keyOf(problem), models());
  } catch {
    return undefined; // a browser may forbid storage: then nothing was kept
  }
}

/** Keeps a model in the place of the last one. Returns why it cannot be kept, in a line; the last one then stays. */
export async function keepModel(problem: PageProblem, model: KeptModel): Promise<string | undefined> {
  try {
    await set(keyOf(problem), model, models());
    return undefined;
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    const why = isFull ? 'the storage of this browser is full' : 'this browser forbids it';
    return `The model cannot be kept beyond this visit: ${why}. Download it to keep it.`;
  }
}

/** One's own problems share an id: they are told apart by what they are about. */
function keyOf({ id, own, parameters, x }: PageProblem): string {
  return own ? [id, own.title, ...parameters.map(({ name }) => name), x.length].join(' ') : id;
}
