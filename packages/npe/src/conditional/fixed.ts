import { describeValue, ShapeError } from '@sbi/core';

/** Values of some parameters, by name. */
export type Fixed = Readonly<Record<string, number>>;

/** The values by place, undefined for those that are left. @throws ShapeError unless each name is a parameter's, with a number, and one parameter is left */
export function readFixed(fixed: Fixed, names: readonly string[], where: string): (number | undefined)[] {
  const given = typeof fixed === 'object' && fixed !== null ? Object.keys(fixed) : [];
  const unknown = given.find((name) => !names.includes(name));
  if (given.length === 0 || given.length >= names.length || unknown !== undefined) {
    const expected = `give some of ${names.join(', ')} a number, and leave one at least`;
    throw new ShapeError('fixed', expected, describeValue(unknown ?? fixed), where);
  }
  return names.map((name) => {
    if (!given.includes(name)) return undefined;
    const value: unknown = fixed[name];
    if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return value;
    throw new ShapeError(name, 'be a finite number', describeValue(value), where);
  });
}
