import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Screen } from '../src/screen.ts';
import { Watch } from '../src/watch.ts';
import { Capture } from './capture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the bottom line shows after each of some reports, a second apart, without its bar and the time left. */
function framesOf(
  settings: { readonly maxSteps?: number },
  report: (watch: Watch) => readonly (() => void)[],
) {
  const output = new Capture({ columns: 100 });
  const watch = new Watch(
    new Screen({ output, errors: new Capture(), env: { NO_COLOR: '1' } }),
    settings,
    1e5,
  );
  return report(watch).map((tell) => {
    vi.advanceTimersByTime(1000);
    tell();
    vi.advanceTimersByTime(200);
    const frame = output.text.split('\u001b[K\r').at(-2)?.replace('\r', '') ?? '';
    return {
      text: frame.replace(/ · ≥.*$/, '').replace(/^[\s\S]*[━╸─]+ */, ''),
      cells: /(━*)╸?─*[^━╸─]*$/.exec(frame)?.[1]?.length,
    };
  });
}

const epoch = (number: number, more = {}) => ({
  ...{ epoch: number, trainLoss: 0, validationLoss: -number, best: true, steps: 500 * number },
  ...{ learningRate: 1e-3, patienceLeft: 20, seconds: 10 * number, ...more },
});
const within = (number: number, done: number, more = {}) => ({
  ...{ epoch: number, done, steps: 500 * (number - 1 + done), seconds: 10 * (number - 1 + done), ...more },
});

test('a long epoch is told of while it goes on', () => {
  const frames = framesOf({ maxSteps: 1000 }, (watch) => [
    () => watch.glance(within(1, 0.256)),
    () => watch.see(epoch(1)),
    () => watch.glance(within(2, 0.5)),
  ]);
  expect(frames.map(({ text }) => text)).toEqual([
    'epoch 1, 25 %',
    'epoch 1 · validation −1.00 · patience 20',
    'epoch 2, 50 % · validation −1.00 · patience 20',
  ]);
  const [early, half, later] = frames.map(({ cells }) => cells) as [number, number, number];
  expect(early).toBeLessThan(half);
  expect(half).toBeLessThan(later);
});

test('the next member begins without the losses of the one before', () => {
  const of = (index: number) => ({ member: { index, count: 2 } });
  const frames = framesOf({}, (watch) => [
    () => watch.see(epoch(3, of(1))),
    () => watch.glance(within(1, 0.1, of(2))),
  ]);
  expect(frames[1]?.text).toMatch(/epoch 1, 10 %$/);
});
