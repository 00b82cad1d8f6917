/** One formula of MathML, on a line of its own. */
export const formula = (...parts: readonly string[]): string =>
  `<math display="block"><mrow>${parts.join('')}</mrow></math>`;

/** A name of one letter or more; numbers and operators stand as they are. */
export const id = (name: string): string => `<mi>${name}</mi>`;
export const num = (value: number | string): string => `<mn>${value}</mn>`;
/** Brackets stay as small as what is in a line. */
export const op = (sign: string): string =>
  `<mo${'()[]'.includes(sign) ? ' stretchy="false"' : ''}>${sign}</mo>`;
export const text = (words: string): string => `<mtext>${words}</mtext>`;
export const sub = (base: string, index: string): string => `<msub>${base}${index}</msub>`;
export const sup = (base: string, power: string): string => `<msup>${base}${power}</msup>`;
export const frac = (above: string, below: string): string =>
  `<mfrac><mrow>${above}</mrow><mrow>${below}</mrow></mfrac>`;
export const root = (inner: string): string => `<msqrt><mrow>${inner}</mrow></msqrt>`;
/** (a b …) */
export const group = (...inner: readonly string[]): string =>
  `<mrow>${op('(')}${inner.join('')}${op(')')}</mrow>`;
/** f(a, b, …) */
export const call = (name: string, ...inner: readonly string[]): string =>
  `<mrow>${name}${op('(')}${inner.join(op(','))}${op(')')}</mrow>`;

export const theta = (index?: number | string): string =>
  index === undefined ? id('θ') : sub(id('θ'), typeof index === 'number' ? num(index) : id(index));
export const drawn: string = op('∼');
export const minus: string = op('−');
/** Before a term. */
export const negative = '<mo form="prefix">−</mo>';
/** |a …| */
export const absolute = (...inner: readonly string[]): string => `<mrow>${bar}${inner.join('')}${bar}</mrow>`;
const bar = '<mo stretchy="false" lspace="0" rspace="0">|</mo>';
export const is: string = op('=');
export const normal = (...inner: readonly string[]): string => call(id('N'), ...inner);
export const uniform = (low: string, high: string): string => call(id('U'), low, high);
/** u̇ */
export const rate = (name: string): string => `<mover>${id(name)}${op('˙')}</mover>`;
