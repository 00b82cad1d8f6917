import {
  autoregressiveSpline,
  convolution1d,
  coupling,
  deepSet,
  type FlowRecipe,
  gru,
  maf,
  mdn,
  mlp,
  type NetworkRecipe,
  nsf,
} from '@sbi/flows';

/** A recipe of which the page says only what is not usual. */
export interface ShortRecipe {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

const flows: Readonly<Record<string, (settings: object) => FlowRecipe>> = {
  ...{ maf, nsf, coupling, mdn, autoregressiveSpline },
};

const networks: Readonly<Record<string, (settings: object) => NetworkRecipe>> = {
  ...{ mlp, convolution1d, deepSet, gru },
};

/** The whole recipe of a flow. @throws ShapeError for a setting that it does not have, or out of range */
export function flowOf({ kind, ...settings }: ShortRecipe): FlowRecipe {
  return flows[kind]?.(settings) ?? { kind, ...settings };
}

/** The whole recipe of a network. @throws ShapeError as `flowOf` */
export function networkOf({ kind, ...settings }: ShortRecipe): NetworkRecipe {
  return networks[kind]?.(settings) ?? { kind, ...settings };
}
