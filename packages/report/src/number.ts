/**
 * A number with so many decimals and a true minus sign, never −0.
 *
 * @example
 * import { fixed } from '@sbi/report';
 * console.log(fixed(-1.25, 1)); // → −1.3
 */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/**
 * A number of a table or a file in up to four digits.
 *
 * @example
 * import { formatNumber } from '@sbi/report';
 * console.log(formatNumber(0.8), formatNumber(1.2e-9)); // → 0.8 1.2·10⁻⁹
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', '∞').replace('-', '−');
  const [digits = '', exponent = '0'] = value.toExponential(3).split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -3 && power < 6))
    return String(Number(value.toPrecision(4))).replace('-', '−');
  return `${String(Number(digits)).replace('-', '−')}·${powerOfTen(power)}`;
}

/**
 * Numbers in brackets, the first eight where there are more.
 *
 * @example
 * import { formatVector } from '@sbi/report';
 * console.log(formatVector([0.8, 0.6])); // → (0.8, 0.6)
 */
export function formatVector(values: ArrayLike<number>): string {
  const most = 8;
  const shown = Array.from(values).slice(0, values.length > most + 1 ? most : values.length);
  const rest = values.length > shown.length ? `, … ${values.length} numbers` : '';
  return `(${shown.map(formatNumber).join(', ')}${rest})`;
}

/**
 * 10ⁿ in plain text.
 *
 * @example
 * import { powerOfTen } from '@sbi/report';
 * console.log(powerOfTen(-12)); // → 10⁻¹²
 */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}
