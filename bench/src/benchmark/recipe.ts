import { autoregressiveSpline } from '@sbi/flows';
import type { MembersOptions } from '@sbi/npe';

type Settings = Omit<MembersOptions, 'prior' | 'seed'>;

/** How the benchmark may train. */
export const RECIPE_NAMES = ['auto', 'default', 'spline', 'sbi'] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

/** What a recipe tells `npe`, for so many parameters. */
export function settingsOf(name: RecipeName, dim: number): Settings {
  if (name === 'auto') return { preset: name, members: 'auto' }; // as `sbi train --preset auto`
  if (name !== 'spline') return { preset: name, members: 1 };
  return { members: 1, flow: autoregressiveSpline({ transforms: dim === 2 ? 4 : 3 }), schedule: 'cosine' };
}
