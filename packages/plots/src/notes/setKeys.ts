import type { Key } from '../figure.ts';
import type { Look } from '../input/several.ts';

/** Legend entries of curves, one each, where they have names. */
export function setKeys(looks: readonly Look[], sign: 'line' | 'area' = 'line'): Key[] {
  return looks.flatMap(({ label, tone, dash }) =>
    label === undefined ? [] : [{ sign, tone, strength: sign === 'line' ? 1 : 0.3, style: dash, label }],
  );
}
