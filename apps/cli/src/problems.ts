import type { Problem } from '@sbi/simulate';
import { UsageError } from './usageError.ts';

/** A problem of the demo; what it takes is loaded when it is run. */
export interface DemoProblem {
  readonly name: string;
  readonly title: string;
  /** What is simulated, in a formula. */
  readonly model: string;
  readonly load: () => Promise<Problem>;
}

export const problems: readonly DemoProblem[] = [
  {
    name: 'gaussian',
    title: 'A Gaussian with a uniform prior, the first tutorial of Python sbi',
    model: 'θ ~ U(−2, 2)³,  x = θ + 1 + 0.1 ε,  ε ~ N(0, I)',
    load: async () => (await import('@sbi/simulate')).gaussian(),
  },
];

/** @throws UsageError listing the problems there are */
export function findProblem(name: string): DemoProblem {
  const found = problems.find((problem) => problem.name === name);
  if (found) return found;
  const names = problems.map((problem) => problem.name).join(', ');
  throw new UsageError(`The demo must be one of: ${names}; received ${JSON.stringify(name.slice(0, 40))}.`);
}
