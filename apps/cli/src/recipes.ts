import {
  autoregressiveSpline,
  convolution1d,
  convolution2d,
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
import type { FlowName, NetworkName, TypedRecipe } from './arguments.ts';

const FLOWS: Readonly<Record<FlowName, (settings: object) => FlowRecipe>> = {
  maf,
  nsf,
  spline: autoregressiveSpline,
  coupling,
  mdn,
};

const NETWORKS: Readonly<Record<Exclude<NetworkName, 'none'>, (settings: object) => NetworkRecipe>> = {
  mlp,
  convolution1d,
  convolution2d,
  deepSet,
  gru,
};

/** The recipe of a flow that was typed. @throws ShapeError for a setting that it does not have, or out of range */
export function flowOf({ name, settings }: TypedRecipe<FlowName>): FlowRecipe {
  return FLOWS[name](settings);
}

/** The recipe of a network that was typed; undefined for `none`. @throws ShapeError as `flowOf` */
export function networkOf({ name, settings }: TypedRecipe<NetworkName>): NetworkRecipe | undefined {
  return name === 'none' ? undefined : NETWORKS[name](settings);
}
