import { problems } from '@sbi/simulate';
import { expect, test } from 'vitest';
import { defaultsOf } from '../src/demo/defaults.ts';

test.each(problems.map(({ name }) => [name]))(
  '%s has defaults of its own, which a preset overrides',
  (name) => {
    const { simulations, ...model } = defaultsOf(name, 'default');
    expect(simulations).toBeGreaterThanOrEqual(2000);
    expect(defaultsOf(name, 'auto')).toEqual({ simulations });
    const known = ['flow', 'embedding', 'schedule', 'learningRate', 'maxSteps'];
    expect(Object.keys(model).every((key) => known.includes(key))).toBe(true);
  },
);

test('a problem that is new has some, too', () => {
  expect(defaultsOf('a-new-one', 'default')).toEqual({ simulations: 5000 });
});
