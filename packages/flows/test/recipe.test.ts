import { maf } from '@sbi/flows';
import { describe, expect, it } from 'vitest';

describe('maf', () => {
  it('fills in its defaults', () => {
    expect(maf()).toEqual({
      kind: 'maf',
      transforms: 5,
      hidden: 50,
      blocks: 2,
      dropout: 0,
      order: 'reversed',
      start: 'identity',
      precondition: 'regression',
      zScoreTheta: 'independent',
      zScoreX: 'robust',
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
    [{ dropout: 1 }, 'dropout must be a number from 0 to below 1; received 1 (maf).'],
    [{ zScoreX: 'all' }, /^zScoreX must be 'independent', 'structured', 'robust' or 'none'; received "all"/],
    [{ kind: 'nsf' }, 'kind must be \'maf\'; received "nsf" (maf).'],
    [{ hiden: 20 }, /^recipe must hold kind, transforms, hidden, .* only; received "hiden" \(maf\)\.$/],
  ])('refuses %j', (options, message) => {
    expect(() => maf(options as never)).toThrow(message);
  });
});
