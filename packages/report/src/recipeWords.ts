/** The settings of a recipe that people know a flow by. */
const NAMED = [
  'transforms',
  'components',
  'hidden',
  'blocks',
  'layers',
  'channels',
  'bins',
  'outputs',
  'trial',
];
const TITLES: Readonly<Record<string, string>> = {
  maf: 'MAF',
  nsf: 'NSF',
  mdn: 'MDN',
  autoregressiveSpline: 'autoregressive spline',
  coupling: 'affine coupling',
  mlp: 'MLP',
  gru: 'GRU',
};

interface Recipe {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/**
 * A kind of flow or network and its sizes.
 *
 * @example
 * import { describeRecipe } from '@sbi/report';
 * console.log(describeRecipe({ kind: 'maf', transforms: 5 })); // → MAF: transforms 5
 */
export function describeRecipe({ kind, transformX, reads, ...settings }: Recipe): string {
  const sizes = NAMED.flatMap((name) =>
    settings[name] === undefined ? [] : [`${name} ${words(settings[name])}`],
  );
  if (transformX !== undefined) sizes.push(`${transformX} of x`);
  if (reads === 'predictions') sizes.push('predictions of x');
  return [TITLES[kind] ?? kind, sizes.join(', ')].filter(Boolean).join(': ');
}

function words(value: unknown): string {
  if (Array.isArray(value)) return value.join(' and ');
  return typeof value === 'object' && value !== null ? `(${describeRecipe(value as Recipe)})` : String(value);
}
