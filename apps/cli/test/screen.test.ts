import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Screen } from '../src/screen.ts';
import { Stage } from '../src/stage.ts';
import { Capture } from './capture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const errors = new Capture();

/** What the bottom line shows now. */
function lastFrame(text: string): string {
  return text.split('\u001b[K\r').at(-2)?.replace('\r', '') as string;
}

test('in a pipe there is no escape sequence and no colour', () => {
  const output = new Capture();
  const screen = new Screen({ output, errors, env: {} });
  screen.line(screen.colors.bold('hello'));
  screen.warn('careful');
  using stage = new Stage(screen, 'Training');
  stage.count(5, 10);
  stage.end('Trained.');
  expect(output.text).toBe('hello\n! careful\n✔ Trained.\n');
});

test('long work in a pipe gives a line every five seconds', () => {
  const output = new Capture();
  const screen = new Screen({ output, errors, env: {} });
  using stage = new Stage(screen, 'Simulating');
  for (let second = 1; second <= 12; second++) {
    vi.advanceTimersByTime(1000);
    stage.count(second * 100, 2000);
  }
  stage.end('Simulated 2,000 rows.');
  expect(output.text.split('\n')).toEqual([
    '  Simulating: 400 of 2,000 · 100/s · 15 s left',
    '  Simulating: 900 of 2,000 · 100/s · 10 s left',
    '✔ Simulated 2,000 rows.',
    '',
  ]);
});

test('a terminal has colours, NO_COLOR and a dumb one have none', () => {
  const output = new Capture({ columns: 80 });
  expect(new Screen({ output, errors, env: {} }).colors.isColorSupported).toBe(true);
  expect(new Screen({ output, errors, env: { NO_COLOR: '1' } }).colors.isColorSupported).toBe(false);
  const dumb = new Screen({ output, errors, env: { TERM: 'dumb' } });
  expect(dumb.colors.isColorSupported).toBe(false);
  expect(dumb.live).toBe(false);
});

test('the width is that of the window, between 40 and 120', () => {
  const columns = (width: number) =>
    new Screen({ output: new Capture({ columns: width }), errors, env: {} }).columns;
  expect([10, 40, 97, 120, 300].map(columns)).toEqual([40, 40, 97, 120, 120]);
  expect(new Screen({ output: new Capture(), errors, env: {} }).columns).toBe(80);
});

test('a bar is drawn in place, never breaks a line, and leaves a sentence', () => {
  const output = new Capture({ columns: 60 });
  const screen = new Screen({ output, errors, env: { NO_COLOR: '1' } });
  using stage = new Stage(screen, 'Simulating');
  vi.advanceTimersByTime(2000);
  stage.count(500, 2000);
  vi.advanceTimersByTime(200);
  const frame = lastFrame(output.text);
  expect(frame).toBe('  Simulating ━━━╸─────────  500 of 2,000 · 250/s · 6 s left');
  expect(output.text).not.toContain('\n');
  stage.end('Simulated.');
  expect(output.text.endsWith('\u001b[K\r\r\u001b[2K✔ Simulated.\n')).toBe(true);
});

test('frames are at most ten a second', () => {
  const output = new Capture({ columns: 80 });
  const screen = new Screen({ output, errors, env: {} });
  using stage = new Stage(screen, 'Simulating');
  for (let done = 1; done <= 1000; done++) {
    vi.advanceTimersByTime(1);
    stage.count(done, 2000);
  }
  expect(output.text.split('\u001b[K\r').length - 1).toBeLessThanOrEqual(12);
});

test('a window too narrow for a bar shows the words', () => {
  const output = new Capture({ columns: 40 });
  const screen = new Screen({ output, errors, env: { NO_COLOR: '1' } });
  using stage = new Stage(screen, 'Training');
  vi.advanceTimersByTime(500);
  stage.update(0.5, () => 'epoch 84 · validation −2.71 · patience 12');
  vi.advanceTimersByTime(200);
  const frame = lastFrame(output.text);
  expect(frame.length).toBeLessThan(40);
  expect(frame).toContain('epoch 84');
});

test('a line said meanwhile stands above the bar', () => {
  const output = new Capture({ columns: 80 });
  const screen = new Screen({ output, errors, env: { NO_COLOR: '1' } });
  using _ = new Stage(screen, 'Training');
  screen.line('Stopping.');
  expect(output.text).toContain('\r\u001b[2KStopping.\n  Training');
});

test('quiet says warnings only, on stderr', () => {
  const output = new Capture({ columns: 80 });
  const quietErrors = new Capture();
  const screen = new Screen({ output, errors: quietErrors, quiet: true, env: {} });
  screen.line('hello');
  screen.paragraph('hello');
  using stage = new Stage(screen, 'Training');
  stage.end('Trained.');
  screen.warn('x is unlike every simulation');
  expect(output.text).toBe('');
  expect(quietErrors.text).toBe('sbi: x is unlike every simulation\n');
});
