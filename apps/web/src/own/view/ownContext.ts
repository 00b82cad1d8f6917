import type { PageProblem } from '../../problems/pageProblem.ts';

/** What "Your own" needs of the page around it. */
export interface OwnContext {
  /** Goes to training with this problem; its `own` holds the tables. */
  readonly train: (problem: PageProblem) => void;
  /** Shows the posterior of a model file at the problem's observation. */
  readonly open: (problem: PageProblem, bytes: Uint8Array, name: string) => void;
  /** For screen readers. */
  readonly say: (sentence: string) => void;
  /** What randomness the page begins with. */
  readonly seed: number;
  /** A simulator that came with a link: it is shown, and runs when its reader says so. */
  readonly source?: string;
  readonly onSource: (source: string) => void;
}
