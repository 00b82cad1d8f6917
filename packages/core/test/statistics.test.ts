import { expect, it } from 'vitest';
import { chiSquareP, gammaCdf, kolmogorovP, normalTail, uniformFit } from './statistics.ts';

// scipy 1.17.1: stats.norm.sf, stats.gamma.cdf, stats.chi2.sf
it.each([
  ['normalTail(0.1)', normalTail(0.1), 0.460172162722971],
  ['normalTail(3.6541528853610088)', normalTail(3.6541528853610088), 0.00012901624382695038],
  ['normalTail(8)', normalTail(8), 6.22096057427174e-16],
  ['normalTail(-1)', normalTail(-1), 0.8413447460685429],
  ['gammaCdf(0.05, 1e-9)', gammaCdf(0.05, 1e-9), 0.3644702974275767],
  ['gammaCdf(2.5, 3)', gammaCdf(2.5, 3), 0.6937810815867212],
  ['gammaCdf(1000, 950)', gammaCdf(1000, 950), 0.055054686230738045],
  ['chiSquareP(300, 255)', chiSquareP(300, 255), 0.02772752205390483],
])('%s', (_, value, expected) => {
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9);
});

it('reject what is not uniform', () => {
  const skewed = Float64Array.from({ length: 10_000 }, (_, i) => (i / 10_000) ** 1.1);
  expect(kolmogorovP(skewed, (x) => x)).toBeLessThan(1e-3);
  expect(uniformFit([1000, 1000, 1150])).toBeLessThan(1e-2);
});
