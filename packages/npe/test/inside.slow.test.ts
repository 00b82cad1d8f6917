import { beforeAll, describe, it } from 'vitest';
import { start } from './backends.ts';
import { expectInside, priors, recipes } from './insideCases.ts';

const seed = Number(process.env['SEED'] ?? 1);

beforeAll(() => start('wasm'));

describe.each(Object.entries(recipes))('%s under constrain', (_, flow) => {
  it.each(Object.entries(priors))(
    'no draw of a million leaves %s',
    (_, prior) => expectInside(prior(), { flow, count: 1_000_000, seed }),
    600_000,
  );
});
