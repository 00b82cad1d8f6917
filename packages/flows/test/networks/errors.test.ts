import { matrix } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import type { MakeNetwork, NetworkRecipe } from '../../src/network.ts';
import { convolution1d, convolution2d } from '../../src/networks/convolution.ts';
import { deepSet } from '../../src/networks/deepSet.ts';
import { gru } from '../../src/networks/gru.ts';
import { masked } from '../../src/networks/masked.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { checkObservations } from '../../src/networks/observations.ts';
import { makeNetwork, registerNetwork } from '../../src/networks/registry.ts';
import { screen } from '../../src/networks/screen.ts';

const any = (value: unknown) => value as never;

describe('settings', () => {
  it.each<[() => unknown, string]>([
    [
      () => mlp(any({ units: 3 })),
      'mlp must hold kind, hidden, layers, outputs, activation, last only; received "units" (mlp).',
    ],
    [() => mlp({ hidden: 0 }), 'mlp.hidden must be an integer from 1 to 4096; received 0 (mlp).'],
    [() => mlp({ layers: 1.5 }), 'mlp.layers must be an integer from 0 to 64; received 1.5 (mlp).'],
    [
      () => mlp({ outputs: Number.NaN }),
      'mlp.outputs must be an integer from 1 to 4096; received NaN (mlp).',
    ],
    [
      () => mlp(any({ activation: 'gelu' })),
      "mlp.activation must be 'relu' or 'silu' or 'tanh'; received \"gelu\" (mlp).",
    ],
    [() => mlp(any({ last: true })), "mlp.last must be 'linear' or 'activated'; received true (mlp)."],
    [
      () => convolution1d({ channels: [] }),
      'convolution1d.channels must be a list of 1 to 64 integers from 1 to 4096; received [] (convolution1d).',
    ],
    [
      () => convolution2d({ channels: [8, 0] }),
      'convolution2d.channels must be a list of 1 to 64 integers from 1 to 4096; received [8, 0] (convolution2d).',
    ],
    [() => convolution1d(any({ channels: 8 })), 'received 8 (convolution1d).'],
    [
      () => convolution1d({ kernel: 3, padding: 3 }),
      'convolution1d.padding must be less than its kernel, 3; received 3 (convolution1d).',
    ],
    [
      () => convolution2d({ pool: 0 }),
      'convolution2d.pool must be an integer from 1 to 256; received 0 (convolution2d).',
    ],
    [
      () => deepSet(any({ trial: 'mlp' })),
      'deepSet.trial must be the recipe of a network, as from mlp(); received "mlp" (deepSet).',
    ],
    [
      () => deepSet(any({ aggregate: 'max' })),
      "deepSet.aggregate must be 'mean' or 'sum'; received \"max\" (deepSet).",
    ],
    [
      () => masked(any({ reader: 'mlp' })),
      'masked.reader must be the recipe of a network, as from mlp(), or null; received "mlp" (masked).',
    ],
    [
      () => screen([2, 1]),
      'screen.columns must be a list of places, integers from 0, each higher than the one before; received [2, 1] (screen).',
    ],
    [() => gru(any({ layers: 2 })), 'gru must hold kind, hidden, outputs only; received "layers" (gru).'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('shapes', () => {
  it.each<[NetworkRecipe, number[], string]>([
    [screen([0, 10]), [10], 'screen.columns must be below 10; received 10 (here).'],
    [screen([0]), [10, 2], 'xShape must be that of a vector, [C], for screen; received [10, 2] (here).'],
    [convolution1d(), [10], 'xShape must be [times, channels] for convolution1d; received [10] (here).'],
    [
      convolution2d(),
      [10, 10],
      'xShape must be [rows, columns, channels] for convolution2d; received [10, 10] (here).',
    ],
    [
      convolution1d({ padding: 0 }),
      [10, 1],
      'xShape must leave something for layer 2 of the convolution, of kernel 5 and padding 0; received [3] (here).',
    ],
    [deepSet(), [10], 'xShape must be [trials, ...trial] for deepSet; received [10] (here).'],
    [deepSet({ trial: gru() }), [10, 2], 'xShape must be [times, channels] for gru; received [2] (here).'],
    [
      deepSet({ trial: deepSet({ trial: deepSet() }) }),
      [3, 2, 2],
      'xShape must be [trials, ...trial] for deepSet; received [2] (here).',
    ],
    [gru(), [10, 2, 2], 'xShape must be [times, channels] for gru; received [10, 2, 2] (here).'],
    [
      { kind: 'transformer' },
      [10],
      'embedding must be of a known kind, mlp, convolution1d, convolution2d, deepSet, gru',
    ],
    [any('mlp'), [10], 'embedding must be the recipe of a network, as from mlp(); received "mlp" (here).'],
    [any(null), [10], 'received null (here).'],
    [{ kind: 'mlp' }, [10], 'mlp.hidden must be an integer from 1 to 4096; received undefined (here).'],
    [deepSet({ trial: { kind: '__proto__' } }), [3, 2], 'embedding must be of a known kind'],
  ])('%j of %j', (recipe, xShape, message) => {
    expect(() => makeNetwork(recipe, xShape, 'here')).toThrow(message);
  });
});

describe('registerNetwork', () => {
  const network = { weights: { kernel: [2, 3] }, outputs: 3, apply: (_: unknown, x: unknown) => x };

  it.each<[() => void, string]>([
    [
      () =>
        registerNetwork(
          '',
          any(() => network),
        ),
      'kind must be a name; received "" (registerNetwork).',
    ],
    [
      () =>
        registerNetwork(
          any(3),
          any(() => network),
        ),
      'kind must be a name; received 3 (registerNetwork).',
    ],
    [
      () =>
        registerNetwork(
          'mlp',
          any(() => network),
        ),
      'kind must be none of the built-in ones; received "mlp" (registerNetwork).',
    ],
    [
      () => registerNetwork('own', any(network)),
      'make must be a function from recipe and xShape to a network; received an object (registerNetwork).',
    ],
  ])('%#', (register, message) => {
    expect(register).toThrow(message);
  });

  it.each<[unknown, string]>([
    [undefined, 'own.outputs must be an integer from 1; received undefined (here).'],
    [{ ...network, outputs: 0 }, 'own.outputs must be an integer from 1; received 0 (here).'],
    [{ ...network, apply: 1 }, 'own.apply must be a function; received 1 (here).'],
    [{ ...network, weights: null }, 'own.weights must be a record of shapes; received null (here).'],
    [
      { ...network, weights: { kernel: [2, 0] } },
      'own.weights.kernel must have no empty axis; received [2, 0] (here).',
    ],
    [
      { ...network, weights: { kernel: 'large' } },
      'shape must be an integer from 0, or a list of them; received "large" (here).',
    ],
    [
      { ...network, rows: 'any' },
      "own.rows must be 'exchangeable', 'series', 'entries' or undefined; received \"any\" (here).",
    ],
  ])('what it makes: %j', (made, message) => {
    registerNetwork('own', (() => made) as MakeNetwork);
    expect(() => makeNetwork({ kind: 'own' }, [2], 'here')).toThrow(message);
  });

  it('takes the place of one of the same kind', () => {
    registerNetwork(
      'own',
      any(() => network),
    );
    registerNetwork(
      'own',
      any(() => ({ ...network, outputs: 5 })),
    );
    expect(makeNetwork({ kind: 'own' }, [2], 'here').outputs).toBe(5);
  });
});

describe('checkObservations', () => {
  const { NaN: gone } = Number;
  const check = (row: number[], xShape: number[], recipe?: NetworkRecipe) => () =>
    checkObservations(matrix([new Array<number>(row.length).fill(1), row]), xShape, recipe, 'here');

  it.each<[number[], number[], NetworkRecipe | undefined]>([
    [[1, 2, gone, gone], [2, 2], deepSet()],
    [[gone, gone, 1, 2], [2, 2], deepSet()],
    [[1, 2, gone, gone], [2, 2], gru()],
    [[1, gone, gone, gone], [2, 2, 1], deepSet({ trial: gru() })],
    [[1, 2, 3, 4], [2, 2], undefined],
  ])('takes %j of shape %j', (row, xShape, recipe) => {
    expect(check(row, xShape, recipe)).not.toThrow();
  });

  it.each<[number[], number[], NetworkRecipe | undefined, string]>([
    [[1, gone], [2], undefined, 'x must hold finite numbers only; received NaN in row 1, column 1 (here).'],
    [[1, gone], [2], mlp(), 'x must hold finite numbers only; received NaN in row 1, column 1 (here).'],
    [
      [1, 2, gone, gone],
      [2, 2],
      convolution1d(),
      'x must hold finite numbers only; received NaN in row 1, column 2 (here).',
    ],
    [
      [1, 2, gone, 3],
      [2, 2],
      deepSet(),
      'x must hold finite numbers, or NaN throughout a row that is missing; received NaN at index 0 of its row 1 in row 1 (here).',
    ],
    [
      [1, 2, Number.POSITIVE_INFINITY, 3],
      [2, 2],
      deepSet(),
      'received Infinity at index 0 of its row 1 in row 1 (here).',
    ],
    [
      [gone, gone, gone, gone],
      [2, 2],
      deepSet(),
      'x must have at least one row that is not missing; received 2 of NaN in row 1 (here).',
    ],
    [
      [gone, gone, 1, 2],
      [2, 2],
      gru(),
      'x must end in its missing rows; received numbers after them at its row 1 in row 1 (here).',
    ],
    [
      [gone, 1, 1, 1],
      [2, 2, 1],
      deepSet({ trial: gru() }),
      'x must end in its missing rows; received numbers after them at its row 1 of its row 0 in row 1 (here).',
    ],
  ])('refuses %j of shape %j', (row, xShape, recipe, message) => {
    expect(check(row, xShape, recipe)).toThrow(message);
  });
});
