import { describe, it } from 'vitest';
import { expectGolden, goldenCases } from './c2stGolden.ts';

describe('c2st against scikit-learn', () => {
  // c2st.test.ts has the quick ones
  const slow = goldenCases().filter(([, { dim }]) => dim === 3);
  it.each(slow)(
    '%s: the same score within the noise of its seed',
    (_, golden) => expectGolden(golden),
    600_000,
  );
});
