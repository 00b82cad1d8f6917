import type { ProblemEntry } from '@sbi/simulate';
import { UsageError } from '../usageError.ts';

/** All problems that come along; they are loaded when one is asked for, so that help is there at once. */
export async function loadProblems(): Promise<readonly ProblemEntry[]> {
  return (await import('@sbi/simulate')).problems;
}

/** @throws UsageError listing the problems there are */
export async function findProblem(name: string): Promise<ProblemEntry> {
  const problems = await loadProblems();
  const found = problems.find((problem) => problem.name === name);
  if (found) return found;
  const names = problems.map((problem) => problem.name).join(', ');
  throw new UsageError(`The demo must be one of: ${names}; received ${JSON.stringify(name.slice(0, 40))}.`);
}
