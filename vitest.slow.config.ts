import { testRun } from './tools/vitestBase.ts';

const tests = '{packages/*,apps/*,bench}/test/**/*.slow.test.ts';
const summaries = '{packages/*,apps/*,bench}/test/**/*.summary.slow.test.ts';

// Every slow test runs once a seed, side by side, and reads it from process.env.SEED; then, alone, what sums the seeds up.
const seeds = ['1', '2', '3', '4', '5'].map((seed) => ({
  extends: true as const,
  test: { name: `seed ${seed}`, include: [tests], exclude: [summaries], env: { SEED: seed } },
}));
const summary = {
  extends: true as const,
  test: { name: 'summary', include: [summaries], sequence: { groupOrder: 1 } },
};

export default testRun({ testTimeout: 3_600_000, hookTimeout: 3_600_000, projects: [...seeds, summary] });
