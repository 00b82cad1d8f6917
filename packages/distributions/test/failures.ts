import type { Check } from '@sbi/distributions/testing';

/** The names of the checks that fail. */
export async function failures(checks: readonly Check[]): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch {
      names.push(name);
    }
  }
  return names;
}
