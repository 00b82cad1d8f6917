import { ShapeError } from '@sbi/core';
import { describe } from '../describe.ts';
import { bernoulliGlm, bernoulliGlmInfo } from './bernoulliGlm.ts';
import { bernoulliGlmRaw, bernoulliGlmRawInfo } from './bernoulliGlmRaw.ts';
import { gaussian, gaussianInfo } from './gaussian.ts';
import { gaussianLinear, gaussianLinearInfo } from './gaussianLinear.ts';
import { gaussianLinearUniform, gaussianLinearUniformInfo } from './gaussianLinearUniform.ts';
import { gaussianMixture, gaussianMixtureInfo } from './gaussianMixture.ts';
import { influenza, influenzaInfo } from './influenza.ts';
import { lotkaVolterra, lotkaVolterraInfo } from './lotkaVolterra.ts';
import { lynxHare, lynxHareInfo } from './lynxHare.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { sir, sirInfo } from './sir.ts';
import { slcp, slcpInfo } from './slcp.ts';
import { slcpDistractors, slcpDistractorsInfo } from './slcpDistractors.ts';
import { supernovae, supernovaeInfo } from './supernovae.ts';
import { twoMoons, twoMoonsInfo } from './twoMoons.ts';

/** A problem in the list: what it is about, and how to make one. */
export interface ProblemEntry extends ProblemInfo {
  create(): Problem;
}

const entry = (info: ProblemInfo, create: () => Problem): ProblemEntry => ({ ...info, create });

/**
 * All problems in the box: the tutorial's, the ten tasks of the benchmark, and the real ones.
 *
 * @example
 * import { problems } from '@sbi/simulate';
 * console.log(problems.map(({ name }) => name).slice(0, 3).join(' ')); // → gaussian gaussian-linear gaussian-linear-uniform
 */
export const problems: readonly ProblemEntry[] = [
  entry(gaussianInfo, gaussian),
  entry(gaussianLinearInfo, gaussianLinear),
  entry(gaussianLinearUniformInfo, gaussianLinearUniform),
  entry(slcpInfo, slcp),
  entry(slcpDistractorsInfo, slcpDistractors),
  entry(bernoulliGlmInfo, bernoulliGlm),
  entry(bernoulliGlmRawInfo, bernoulliGlmRaw),
  entry(gaussianMixtureInfo, gaussianMixture),
  entry(twoMoonsInfo, twoMoons),
  entry(sirInfo, sir),
  entry(lotkaVolterraInfo, lotkaVolterra),
  entry(lynxHareInfo, lynxHare),
  entry(influenzaInfo, influenza),
  entry(supernovaeInfo, supernovae),
];

/**
 * The problem of that name, made anew; the caller owns it (`dispose`, or `using`).
 *
 * @throws ShapeError listing the names there are
 * @example
 * import { problem } from '@sbi/simulate';
 * using moons = problem('two-moons');
 * console.log(moons.title); // → Two moons
 */
export function problem(name: string): Problem {
  const found = problems.find((one) => one.name === name);
  if (found) return found.create();
  const names = problems.map((one) => one.name).join(', ');
  throw new ShapeError('name', `be one of ${names}`, describe(name), 'problem');
}
