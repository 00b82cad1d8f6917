import { join, plainText, splitShifted, type Text, words } from './text.ts';

const greek: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  omicron: 'ο',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  upsilon: 'υ',
  phi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
};

/**
 * The name of a parameter as it is written: `theta_1`, `\theta_{1}`, `$\theta_1$`, `theta1` and `θ₁` all give θ with the
 * subscript 1; `beta` gives β; other names stay as they are.
 */
export function label(name: string): Text {
  const bare = name.replace(/^\$(.*)\$$/s, '$1');
  const match = /^\\?([\p{L}]+)(?:_\{([^{}]+)\}|_([\p{L}\p{N}]+)|(\d+))?$/u.exec(bare);
  const base = match?.[1] ?? '';
  const symbol = Object.hasOwn(greek, base) ? greek[base] : undefined;
  const index = match?.[2] ?? match?.[3] ?? match?.[4];
  if (match === null || (symbol === undefined && !isIndexed(base, index, match[4])))
    return splitShifted(bare);
  const head = words(symbol ?? base);
  return index === undefined ? head : join(head, [{ text: index.replaceAll('-', '−'), shift: 'sub' }]);
}

/** `x_1`, `rate_2` and `t_max` have an index; `growth_rate` and `h264` are words. */
function isIndexed(base: string, index: string | undefined, glued: string | undefined): boolean {
  if (index === undefined) return true;
  const isLetter = [...base].length === 1;
  return glued === undefined ? isLetter || /^\d+$/.test(index) : isLetter;
}

/** A parameter's name in plain text for tables and messages: `theta_1` gives `θ₁`. */
export function formatName(name: string): string {
  return plainText(label(name));
}

/** θ₁, θ₂, … for parameters that have no name. */
export function defaultName(index: number): string {
  return `theta_${index + 1}`;
}
