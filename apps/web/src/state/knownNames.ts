import type { Page } from '../shell/page.ts';
import { views } from '../shell/page.ts';
import type { KnownNames } from './pageState.ts';

/** A problem of one's own, in links. */
export const OWN = 'own';

/** What an address may ask this page for. */
export function knownNames({ problems }: Pick<Page, 'problems'>): KnownNames {
  return {
    views,
    problems: [...problems.map(({ id }) => id), OWN],
    backends: ['webgpu', 'wasm', 'cpu'],
    settings: { simulations: [10, 10_000_000], epochs: [1, 100_000], flow: ['maf', 'spline', 'auto'] },
  };
}
