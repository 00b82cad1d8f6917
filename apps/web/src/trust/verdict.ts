import type { Verdict } from '@sbi/npe';

/** A figure behind a verdict. */
export interface VerdictFigure {
  readonly svg: string;
  readonly caption: string;
}

/** What the checks of a model tell. */
export type TrustReport =
  | { readonly type: 'checked'; readonly verdict: Verdict }
  /** Why there is no verdict. */
  | { readonly type: 'unchecked'; readonly reason: string }
  | { readonly type: 'figures'; readonly figures: readonly VerdictFigure[] };

/** The verdict as one sentence: an answer to whether the posterior can be trusted. */
export function answerOf({
  trusted,
  faults,
  coverage,
}: Pick<Verdict, 'trusted' | 'faults' | 'coverage'>): string {
  const pairs = coverage.pairs.toLocaleString('en');
  if (trusted) return `It can be trusted, as far as ${pairs} fresh simulations can tell.`;
  return `It cannot be trusted: ${faults.length === 1 ? 'a fault was' : `${faults.length} faults were`} found.`;
}
