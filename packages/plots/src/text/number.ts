const minus = '−';
/** As wide as a digit, and as a full stop: they keep decimal points under one another. */
const figureSpace = '\u2007';
const pointSpace = '\u2008';
const superscripts = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

/** A number with so many decimals and a true minus sign, never −0. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', minus);
}

/** 10000 → 10,000. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 0.9 → 90 %. */
export function formatPercent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(1))}\u00a0%`;
}

/** 10ⁿ in plain text: 10⁻¹². */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/**
 * The power of ten to take out of numbers of this size: 0 for those that read well as they are, and for those that
 * differ only far behind the point.
 */
export function commonExponent(largest: number, spread: number): number {
  const readsWell = largest >= 1e-3 && largest < (spread < 1e-3 * largest ? 1e9 : 1e5);
  return readsWell || !(largest > 0) ? 0 : Math.floor(Math.log10(largest) + 1e-9);
}

/** How a number and its uncertainty are written: both over 10^exponent, with the same decimals. */
export interface Precision {
  readonly exponent: number;
  readonly decimals: number;
}

/**
 * Two significant digits of the uncertainty, 0.096 counting as 0.10 (the rounding of the Review of Particle Physics);
 * four of the value where there is no uncertainty.
 */
export function precisionOf(mean: number, sd: number): Precision {
  const rounded = 1.053 * sd;
  const exponent = commonExponent(Math.max(Math.abs(mean), rounded), sd > 0 ? sd : Math.abs(mean));
  const unit = 10 ** exponent;
  const [size, digits] = sd > 0 ? [rounded / unit, 2] : [Math.abs(mean) / unit || 1, 4];
  return { exponent, decimals: Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(size) + 1e-9))) };
}

/** A value at a given precision, without the power of ten. */
export function formatAt(value: number, precision: Precision): string {
  return fixed(scaleDown(value, precision.exponent), precision.decimals);
}

/** A value with two digits of the given spread, its power of ten with it: `1.10`, `3.2 · 10⁻⁵`. */
export function formatWithin(value: number, spread: number): string {
  const precision = precisionOf(value, spread);
  const text = formatAt(value, precision);
  return precision.exponent === 0 ? text : `${text} · ${powerOfTen(precision.exponent)}`;
}

/** value / 10^exponent, exact where 10^exponent is. */
export function scaleDown(value: number, exponent: number): number {
  return exponent < 0 ? value * 10 ** -exponent : value / 10 ** exponent;
}

/**
 * A mean with its standard deviation, two significant digits of the latter.
 *
 * @example
 * import { formatEstimate } from '@sbi/plots';
 * console.log(formatEstimate(-0.2012, 0.0987)); // → −0.20 ± 0.10
 * console.log(formatEstimate(1.234e-12, 5.6e-14)); // → (1.234 ± 0.056) · 10⁻¹²
 */
export function formatEstimate(mean: number, sd: number): string {
  const precision = precisionOf(mean, sd);
  const value = formatAt(mean, precision);
  const text = sd > 0 ? `${value} ± ${formatAt(sd, precision)}` : value;
  if (precision.exponent === 0) return text;
  return `${sd > 0 ? `(${text})` : text} · ${powerOfTen(precision.exponent)}`;
}

/** Pads numbers, right-aligned, with spaces as wide as a digit so that their decimal points stand in one line. */
export function alignDecimals(numbers: readonly string[]): string[] {
  const widest = Math.max(0, ...numbers.map((number) => decimalsOf(number)));
  return numbers.map((number) => {
    const decimals = decimalsOf(number);
    const point = decimals === 0 && widest > 0 ? pointSpace : '';
    return number + point + figureSpace.repeat(widest - decimals);
  });
}

/** Pads numbers on the left to the same count of digits before the point. */
export function alignWhole(numbers: readonly string[]): string[] {
  const wholes = numbers.map((number) => number.split('.')[0]?.length ?? 0);
  const widest = Math.max(0, ...wholes);
  return numbers.map((number, i) => figureSpace.repeat(widest - (wholes[i] ?? 0)) + number);
}

function decimalsOf(number: string): number {
  return number.split('.')[1]?.length ?? 0;
}
