import { maf } from '@sbi/flows';
import { describe, expect, it } from 'vitest';

describe('maf', () => {
  it('fills in its defaults', () => {
    expect(maf()).toEqual({
      kind: 'maf',
      transforms: 5,
      hidden: 50,
      blocks: 2,
      order: 'reversed',
      start: 'identity',
      precondition: 'regression',
    });
  });

  it('is plain data in one order, however it was asked for', () => {
    const recipe = maf({ precondition: 'standardize', hidden: 3 });
    expect(JSON.stringify(recipe)).toBe(JSON.stringify(maf({ hidden: 3, precondition: 'standardize' })));
  });

  it.each([
    [{ hidden: 0 }, 'hidden must be an integer from 1 to 4096; received 0 (maf).'],
    [{ hidden: 1e9 }, 'hidden must be an integer from 1 to 4096; received 1000000000 (maf).'],
    [{ transforms: 2.5 }, 'transforms must be an integer from 1 to 4096; received 2.5 (maf).'],
    [{ blocks: Number.NaN }, 'blocks must be an integer from 1 to 4096; received NaN (maf).'],
    [{ blocks: '2' }, 'blocks must be an integer from 1 to 4096; received "2" (maf).'],
    [{ hidden: undefined }, 'hidden must be an integer from 1 to 4096; received undefined (maf).'],
    [{ hidden: [50] }, 'hidden must be an integer from 1 to 4096; received [50] (maf).'],
    [{ order: 'up' }, "order must be 'random' or 'reversed'; received \"up\" (maf)."],
    [{ start: null }, "start must be 'random' or 'identity'; received null (maf)."],
    [{ precondition: 'none' }, /^precondition must be 'standardize' or 'regression'; received "none"/],
    [{ kind: 'nsf' }, 'kind must be \'maf\'; received "nsf" (maf).'],
    [{ hiden: 20 }, /^recipe must hold kind, transforms, hidden, .* only; received "hiden" \(maf\)\.$/],
  ])('refuses %j', (options, message) => {
    expect(() => maf(options as never)).toThrow(message);
  });
});
