import { SerializationError } from '@sbi/core';
import { pairPlot } from '@sbi/plots';
import { expect, test } from 'vitest';
import { Files } from '../src/files.ts';
import { Interrupted } from '../src/interrupt.ts';
import { report, reportInterrupt } from '../src/report.ts';
import { UsageError } from '../src/usageError.ts';

const plain = { debug: false };

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

test('what was to be expected is one line with status 2', () => {
  expect(report(new UsageError('--seed must be a number.'), plain)).toEqual({
    text: 'sbi: --seed must be a number.',
    code: 2,
  });
  expect(report(new SerializationError('x.csv must hold rows.'), plain).code).toBe(2);
  expect(
    report(
      thrown(() => pairPlot([])),
      plain,
    ),
  ).toEqual({
    text: 'sbi: samples must hold at least one draw; received none (pairPlot).',
    code: 2,
  });
});

test('a mistake of ours is status 70 with a hint, and a stack only when asked for', () => {
  const error = new TypeError('undefined is not a function');
  expect(report(error, plain)).toEqual({
    text: 'sbi: something unexpected happened: undefined is not a function (a mistake in sbi; SBI_DEBUG=1 shows where).',
    code: 70,
  });
  expect(report(error, { debug: true }).text).toContain('report.test.ts');
  expect(report('a string', plain).text).toContain('unexpected happened: a string');
});

test('line breaks and control characters of a hostile name do not reach the terminal', () => {
  const { text } = report(new UsageError('a\n\u001b[2Jb.csv cannot\r\nbe read.'), plain);
  expect(text).toBe('sbi: a �[2Jb.csv cannot be read.');
});

test('after Ctrl-C it is said what is kept', () => {
  const files = new Files();
  expect(reportInterrupt(new Interrupted('SIGINT'), files)).toEqual({
    text: 'sbi: Stopped by Ctrl-C: nothing was written.',
    code: 130,
  });
  files.written.push('out/simulations.csv');
  expect(reportInterrupt(new Interrupted('SIGTERM'), files)).toEqual({
    text: 'sbi: Stopped by a signal to end: out/simulations.csv is whole and kept, nothing else was written.',
    code: 143,
  });
  files.written.push('a', 'b', 'c');
  expect(reportInterrupt(new Interrupted('SIGINT'), files).text).toBe(
    'sbi: Stopped by Ctrl-C: out/simulations.csv, a, b and 1 more are whole and kept, nothing else was written.',
  );
});
