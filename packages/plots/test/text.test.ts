import { describe, expect, it } from 'vitest';
import { formatCount, formatEstimate, formatName } from '../src/index.ts';
import { makeScale } from '../src/scale.ts';
import { label } from '../src/text/label.ts';
import { measure } from '../src/text/measure.ts';
import { alignDecimals, alignWhole, fixed, formatPercent } from '../src/text/number.ts';
import { plainText, words } from '../src/text/text.ts';

describe('names', () => {
  it.each([
    ['theta_1', 'θ₁'],
    ['theta_12', 'θ₁₂'],
    ['theta1', 'θ₁'],
    ['$\\theta_{1}$', 'θ₁'],
    ['\\theta_1', 'θ₁'],
    ['θ₁', 'θ₁'],
    ['Omega_m', 'Ωₘ'],
    ['beta', 'β'],
    ['x_2', 'x₂'],
    ['x10', 'x₁₀'],
    ['t_max', 'tₘₐₓ'],
    ['sigma_b', 'σ_b'],
    ['rate_2', 'rate₂'],
    ['growth_rate', 'growth_rate'],
    ['h264', 'h₂₆₄'],
    ['mp3s', 'mp3s'],
    ['alphabet', 'alphabet'],
    ['constructor', 'constructor'],
    ['', ''],
    ['a b', 'a b'],
    ['θ₋₁', 'θ₋₁'],
  ])('%s is written %s', (name, written) => {
    expect(formatName(name)).toBe(written);
  });

  it('have true subscripts', () => {
    expect(label('theta_1')).toEqual([{ text: 'θ' }, { text: '1', shift: 'sub' }]);
    expect(label('m²')).toEqual([{ text: 'm' }, { text: '2', shift: 'sup' }]);
    expect(plainText(label('m²'))).toBe('m²');
  });
});

describe('numbers', () => {
  it.each([
    [-0.2, 0.1, '−0.20 ± 0.10'],
    [-0.2012, 0.0987, '−0.20 ± 0.10'],
    [0.51234, 0.0123, '0.512 ± 0.012'],
    [1234.5, 56, '1235 ± 56'],
    [1234.5, 560, '1235 ± 560'],
    [0, 1, '0.0 ± 1.0'],
    [-0.00001, 1, '0.0 ± 1.0'],
    [1.234e-12, 5.6e-14, '(1.234 ± 0.056) · 10⁻¹²'],
    [3e12, 1e12, '(3.0 ± 1.0) · 10¹²'],
    [0, 9.99e-13, '(0.0 ± 1.0) · 10⁻¹²'],
    [1e6, 0.01, '1000000.000 ± 0.010'],
    [2.5, 0, '2.500'],
    [2.5, Number.NaN, '2.500'],
  ])('%d with deviation %d is written %s', (mean, sd, text) => {
    expect(formatEstimate(mean, sd)).toBe(text);
  });

  it('group thousands, and say per cent', () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0.5, 0.95, 0.999].map(formatPercent)).toEqual(['50\u00a0%', '95\u00a0%', '99.9\u00a0%']);
    expect([fixed(-0.001, 1), fixed(-1, 0), fixed(0.05, 1)]).toEqual(['0.0', '−1', '0.1']);
  });

  it('stand with their points under one another', () => {
    expect(alignDecimals(['1', '2.5', '−3.25'])).toEqual(['1\u2008\u2007\u2007', '2.5\u2007', '−3.25']);
    expect(alignWhole(['1.5', '12.5'])).toEqual(['\u20071.5', '12.5']);
  });
});

describe('scales', () => {
  const labels = (domain: readonly [number, number], length: number, count = 3): string[] =>
    makeScale({ domain, length, count }).ticks.map((tick) => tick.label);

  it.each([
    [[-2, 2], 130, ['−2', '0', '2']],
    [[-2, 2], 37, ['−2', '2']],
    [[0, 1], 130, ['0', '0.5', '1.0']],
    [[0.1, 0.32], 130, ['0.1', '0.2', '0.3']],
    [[0, 4e12], 130, ['0', '2', '4']],
    [[1e6, 1e6 + 1], 300, ['1000000.0', '1000000.5', '1000001.0']],
  ] as const)('of %j have round numbers that fit %i pixels', (domain, length, expected) => {
    expect(labels(domain, length)).toEqual(expected);
  });

  it('never put numbers over one another, and always have one', () => {
    for (let length = 16; length < 200; length += 7) {
      for (const domain of [
        [-2, 2],
        [0.001, 0.0042],
        [-12345, 54321],
        [3, 3.0001],
      ] as const) {
        const shown = labels(domain, length);
        expect(shown.length).toBeGreaterThan(0);
        const needed = shown.reduce((sum, text) => sum + measure(words(text)), 0) + 6 * (shown.length - 1);
        if (shown.length > 1) expect(needed).toBeLessThanOrEqual(length + 2);
      }
    }
  });

  it('name the power of ten they leave out', () => {
    const scale = makeScale({ domain: [0, 4e-12], length: 100, count: 3, label: label('theta_1') });
    expect(plainText(scale.label ?? [])).toBe('θ₁ / 10⁻¹²');
  });
});
