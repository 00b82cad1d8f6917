import { gaussianProblem } from './gaussian.ts';
import { influenzaProblem } from './influenza.ts';
import { lynxHareProblem } from './lynxHare.ts';
import type { PageProblem } from './pageProblem.ts';
import { slcpProblem } from './slcp.ts';
import { supernovaeProblem } from './supernovae.ts';
import { twoMoonsProblem } from './twoMoons.ts';

/** The problems that the page offers, from the easy to the real. */
export const pageProblems: readonly [PageProblem, ...PageProblem[]] = [
  gaussianProblem,
  twoMoonsProblem,
  slcpProblem,
  lynxHareProblem,
  influenzaProblem,
  supernovaeProblem,
];
