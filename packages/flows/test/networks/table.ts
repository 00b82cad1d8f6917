import type { Shape } from '@sbi/core';
import type { NetworkRecipe } from '../../src/network.ts';
import { convolution1d, convolution2d } from '../../src/networks/convolution.ts';
import { deepSet } from '../../src/networks/deepSet.ts';
import { gru } from '../../src/networks/gru.ts';
import { masked } from '../../src/networks/masked.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { screen } from '../../src/networks/screen.ts';

/** Every network, small and in all its ways, with the shape of an x for it. */
export const networks: Readonly<Record<string, readonly [recipe: NetworkRecipe, xShape: Shape]>> = {
  'mlp, tanh': [mlp({ hidden: 8, outputs: 3, activation: 'tanh' }), [4]],
  'mlp, relu, as sbi': [mlp({ layers: 1, last: 'activated' }), [4]],
  'mlp of one linear layer': [mlp({ layers: 0, outputs: 3 }), [4]],
  'mlp, silu, of a matrix': [mlp({ hidden: 8, outputs: 3, activation: 'silu' }), [3, 2]],
  convolution1d: [convolution1d({ hidden: 8 }), [13, 2]],
  'convolution1d as sbi': [convolution1d({ channels: [6, 12], padding: 1, last: 'activated' }), [16, 1]],
  'convolution1d of a short series': [
    convolution1d({ channels: [3, 4, 5], pool: 3, kernel: 4, hidden: 8 }),
    [4, 3],
  ],
  convolution2d: [convolution2d({ channels: [3, 4], hidden: 8 }), [9, 8, 1]],
  'convolution2d, flat, silu': [
    convolution2d({ channels: [3], kernel: 3, activation: 'silu', hidden: 8 }),
    [1, 7, 2],
  ],
  'convolution2d as sbi': [convolution2d({ channels: [6, 12], padding: 1, last: 'activated' }), [14, 12, 2]],
  deepSet: [deepSet({ hidden: 8, trial: mlp({ hidden: 8 }) }), [5, 2]],
  'deepSet as sbi': [
    deepSet({
      trial: mlp({ layers: 1, outputs: 5, last: 'activated' }),
      aggregate: 'sum',
      count: 'number',
      hidden: 100,
      last: 'activated',
    }),
    [6, 1],
  ],
  'deepSet of series': [deepSet({ trial: gru({ hidden: 4, outputs: 3 }), hidden: 8 }), [4, 5, 2]],
  'deepSet of images': [
    deepSet({ trial: convolution2d({ channels: [2], kernel: 3, hidden: 4, outputs: 3 }), hidden: 8 }),
    [3, 4, 4, 1],
  ],
  masked: [masked(), [4]],
  'masked before mlp': [masked({ reader: mlp({ hidden: 8, outputs: 3 }) }), [4]],
  screen: [screen([1, 3]), [5]],
  gru: [gru({ hidden: 6, outputs: 3 }), [5, 2]],
  'gru of one time': [gru({ hidden: 6, outputs: 3 }), [3, 1]],
};
