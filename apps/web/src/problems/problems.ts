import { gaussianProblem } from './gaussian.ts';
import type { PageProblem } from './pageProblem.ts';
import { supernovaeProblem } from './supernovae.ts';

/** The problems that the page offers, from the easy to the real. */
export const pageProblems: readonly [PageProblem, ...PageProblem[]] = [gaussianProblem, supernovaeProblem];
