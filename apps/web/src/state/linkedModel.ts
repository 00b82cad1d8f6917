import type { Model, Page } from '../shell/page.ts';
import { modelHash } from './modelHash.ts';
import type { PageState } from './pageState.ts';

interface WatchedModel {
  /** SHA-256 of the model that answers. */
  hash(): string | undefined;
  /** The model that a link was made with. */
  expect(state: PageState): void;
  onHash(listener: () => void): void;
}

/** Knows the hash of every model that is handed in, and says how it stands to the one that a link was made with. */
export function watchModel(page: Page): WatchedModel {
  let current: string | undefined;
  let wanted: string | undefined;
  let listener: () => void = () => {};
  page.onProblem.on(({ own }) => {
    current = undefined;
    wanted = own && page.arrival?.model;
  });
  page.onModel.on(async (model) => {
    const hash = await modelHash(model.bytes as Uint8Array<ArrayBuffer>);
    if (page.model !== model) return;
    current = hash;
    if (hash && wanted && hash !== wanted && model.origin === 'shipped' && (await useKept(page, wanted)))
      return;
    const sentence = hash && wanted && compare(model, hash, wanted);
    if (sentence) page.note('model of the link', sentence);
    listener();
  });
  return {
    hash: () => current,
    expect: ({ model }) => {
      if (!page.arrival) wanted = model;
    },
    onHash: (next) => {
      listener = next;
    },
  };
}

/** A model that was trained in this browser may be the one of the link: then it answers. */
async function useKept(page: Page, wanted: string): Promise<boolean> {
  const { problem } = page;
  const { keptModel } = await import('../train/keptModels.ts');
  const kept = await keptModel(problem);
  const hash = kept && (await modelHash(kept.bytes as Uint8Array<ArrayBuffer>));
  if (!kept || hash !== wanted || page.problem !== problem) return false;
  page.use({ bytes: kept.bytes, origin: 'trained', name: problem.id });
  return true;
}

const short = (hash: string) => `${hash.slice(0, 8)}…`;

/** Nothing where it is the same and nobody wondered. */
function compare({ origin }: Model, hash: string, wanted: string): string | undefined {
  const isSame = hash === wanted;
  if (origin === 'trained') {
    return isSame
      ? `The model trained here is the one of the link, bit for bit: its SHA-256 is ${short(hash)}`
      : `The model trained here is not the one of the link to the bit: its SHA-256 is ${short(hash)} instead of ${short(wanted)} Training until the end with the same seed, settings and backend gives the same.`;
  }
  if (isSame) return undefined;
  const which = origin === 'opened' ? 'the opened file' : 'the one this page brings';
  return `This link was made with a model (${short(wanted)}) that is not ${which} (${short(hash)}). Train it anew with the link’s seed and settings, or open its file, to see the same picture.`;
}
