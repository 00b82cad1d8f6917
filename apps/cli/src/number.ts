/** A number with so many decimals and a true minus sign, never −0. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** A number of a table or a file in up to four digits: 0.8, −1.234, 1.2·10⁻⁹. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', '∞').replace('-', '−');
  const [digits = '', exponent = '0'] = value.toExponential(3).split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -3 && power < 6))
    return String(Number(value.toPrecision(4))).replace('-', '−');
  return `${String(Number(digits)).replace('-', '−')}·${powerOfTen(power)}`;
}

/** Numbers in brackets, the first eight where there are more: (0.8, 0.6, … 100 numbers). */
export function formatVector(values: ArrayLike<number>): string {
  const most = 8;
  const shown = Array.from(values).slice(0, values.length > most + 1 ? most : values.length);
  const rest = values.length > shown.length ? `, … ${values.length} numbers` : '';
  return `(${shown.map(formatNumber).join(', ')}${rest})`;
}

/** 10ⁿ in plain text: 10⁻¹². */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** 134217 → 134 kB. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : Number(value.toPrecision(2))} ${units[power]}`;
}
