import { describe, expect, it } from 'vitest';
import { expectGolden, goldenCases, sbiCases, sbiScore } from './c2stGolden.ts';

// c2st.test.ts has the quick ones
describe('c2st against scikit-learn', () => {
  const slow = goldenCases().filter(([, { dim }]) => dim === 3);
  it.each(slow)('%s: the same score within the noise of its seed', (_, golden) => expectGolden(golden));

  it.each(goldenCases('forest'))('%s, a forest: the same score within the noise of its seed', (_, golden) =>
    expectGolden(golden, 'forest'),
  );
});

it.each(sbiCases)("sbi's case of ten columns moved by %d, mlp", async (delta, low, high) => {
  const score = await sbiScore(delta, 'mlp');
  expect(score).toBeGreaterThan(low);
  expect(score).toBeLessThanOrEqual(high);
});
