import { afterEach, describe, expect, it, vi } from 'vitest';
import { breather } from '../src/index.ts';

/** Whether a macrotask queued before the breath ran during it. */
async function ranOthers(breathe: () => Promise<void>): Promise<boolean> {
  let ran = false;
  setTimeout(() => {
    ran = true;
  });
  await breathe();
  return ran;
}

describe('breather', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('lets the event loop run when 50 ms have passed since it last did, and not before', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const breathe = breather();
    expect(await ranOthers(breathe)).toBe(false);
    now = 49;
    expect(await ranOthers(breathe)).toBe(false);
    now = 51;
    expect(await ranOthers(breathe)).toBe(true);
    now = 90;
    expect(await ranOthers(breathe)).toBe(false);
  });

  it('rejects with the signal’s reason, at once or after the pause in which it came', async () => {
    const reason = new Error('enough');
    await expect(breather(AbortSignal.abort(reason))()).rejects.toBe(reason);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const stop = new AbortController();
    const breathe = breather(stop.signal);
    await breathe();
    now = 100;
    setTimeout(() => stop.abort(reason));
    await expect(breathe()).rejects.toBe(reason);
  });
});
