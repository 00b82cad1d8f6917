import { describe, expect, it, vi } from 'vitest';
import {
  BackendError,
  describeNames,
  describeValue,
  SbiError,
  SerializationError,
  ShapeError,
  SupportError,
  TrainingError,
} from '../src/index.ts';

const cause = new Error('below');

describe('errors', () => {
  it.each<[SbiError, string, string, object]>([
    [
      new ShapeError('theta', 'have shape [..., 3]', [100, 2], 'BoxUniform.logProb'),
      'ShapeError',
      'shape',
      { argument: 'theta', expected: 'have shape [..., 3]', received: [100, 2] },
    ],
    [new SupportError('theta', 7, 'out'), 'SupportError', 'support', { argument: 'theta', index: 7 }],
    [new TrainingError(3, 'diverged', { cause }), 'TrainingError', 'training', { epoch: 3, cause }],
    [new SerializationError('broken', { cause }), 'SerializationError', 'serialization', { cause }],
    [
      new BackendError(['wasm', 'cpu'], 'none', { cause }),
      'BackendError',
      'backend',
      { tried: ['wasm', 'cpu'], cause },
    ],
  ])('%s carries its name, code and fields', (error, name, code, fields) => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, code, ...fields });
    expect(SbiError.isInstance(error)).toBe(true);
    expect(String(error)).toBe(`${name}: ${error.message}`);
  });

  it('read as a sentence: what must hold, what came, where', () => {
    expect(new ShapeError('theta', 'have shape [..., 3]', [100, 2], 'BoxUniform.logProb').message).toBe(
      'theta must have shape [..., 3]; received [100, 2] (BoxUniform.logProb).',
    );
    expect(new ShapeError('x', 'have rows', [], 'f').message).toBe('x must have rows; received [] (f).');
  });

  it('are recognised across two copies of the package, where instanceof fails', async () => {
    vi.resetModules();
    const other = await import('../src/errors.ts');
    const error = new other.ShapeError('x', 'be', 'y', 'z');
    expect(error).not.toBeInstanceOf(SbiError);
    expect(SbiError.isInstance(error)).toBe(true);
    expect(other.SbiError.isInstance(new ShapeError('x', 'be', 'y', 'z'))).toBe(true);
  });

  it.each([undefined, null, 'text', 1, {}, new Error('x'), { code: 'shape' }])('%s is none', (value) => {
    expect(SbiError.isInstance(value)).toBe(false);
  });

  it('show their mark to nobody', () => {
    expect(JSON.parse(JSON.stringify(new TrainingError(3, 'x')))).toEqual({
      epoch: 3,
      code: 'training',
      name: 'TrainingError',
    });
  });
});

describe('describeValue', () => {
  it.each<[unknown, string]>([
    ['a\nb\u001b', '"a\\nb\\u001b"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
    [1.5, '1.5'],
    [-0, '0'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, 'a bigint'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [new DataView(new ArrayBuffer(1)), 'an object'],
    [[], '[]'],
    [[1, Number.NaN], '[1, NaN]'],
    [Float32Array.of(1, 2), '[1, 2]'],
    [['a'], 'a list of 1 entries'],
    [new Array(9).fill(1), 'a list of 9 entries'],
    [new BigInt64Array(2), 'a list of 2 entries'],
  ])('%#', (value, text) => expect(describeValue(value)).toBe(text));

  it('names only the first few names', () => {
    expect(describeNames(['a', 'b'])).toBe('"a", "b"');
    expect(describeNames(Array.from({ length: 10 }, (_, i) => `${i}`))).toBe(
      '"0", "1", "2", "3", "4", "5", "6", "7" and 2 more',
    );
  });
});
