import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';

const cwd = scratchFolder();

/** Runs a demo that would take long, and sends signals as soon as a text has come. */
function interrupted(
  out: string,
  args: readonly string[],
  after: string,
  signals: readonly NodeJS.Signals[],
) {
  let sent = false;
  return runSbi(['demo', 'gaussian', '--out', out, ...args], {
    cwd,
    onOutput: (text, kill) => {
      if (sent || !text.includes(after)) return;
      sent = true;
      for (const signal of signals) kill(signal);
    },
  });
}

test('Ctrl-C while training: what is whole stays, nothing is half-written, status 130', async () => {
  const args = ['--simulations', '20000', '--patience', '10000']; // long enough for a forecast on any machine
  const { code, stderr } = await interrupted('a', args, 'An epoch takes', ['SIGINT']);
  expect(code).toBe(130);
  expect(stderr).toBe(
    `sbi: Stopped by Ctrl-C: ${join('a', 'simulations.csv')} is whole and kept, nothing else was written.\n`,
  );
  expect(readdirSync(join(cwd, 'a'))).toEqual(['simulations.csv']);
});

test('Ctrl-C while sampling', async () => {
  const args = ['--simulations', '100', '--max-epochs', '1', '--draws', '10000000'];
  const { code, stderr } = await interrupted('b', args, 'Observation 1', ['SIGINT']);
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /^sbi: Stopped by Ctrl-C: .*simulations\.csv.* are whole and kept, nothing else was written\.\n$/,
  );
  expect(readdirSync(join(cwd, 'b')).sort()).toEqual([
    'loss.svg',
    'posterior.safetensors',
    'simulations.csv',
  ]);
});

test('Ctrl-C while checking: there is no report of a part', async () => {
  const args = ['--simulations', '100', '--max-epochs', '1', '--draws', '100', '--pairs', '100000'];
  const { code, stderr } = await interrupted('f', args, 'Checking', ['SIGINT']);
  expect(code).toBe(130);
  expect(stderr).toMatch(/^sbi: Stopped by Ctrl-C: .* are whole and kept, nothing else was written\.\n$/);
  const names = readdirSync(join(cwd, 'f'));
  expect(names).toContain('posterior_2.png');
  expect(names.filter((name) => /report|run|tmp/.test(name))).toEqual([]);
});

test('Ctrl-C while simulating on workers', async () => {
  const args = ['--simulations', '500000', '--workers', '2'];
  const { code, stderr } = await interrupted('c', args, 'Backend', ['SIGINT']);
  expect(code).toBe(130);
  expect(stderr).toBe('sbi: Stopped by Ctrl-C: nothing was written.\n');
  expect(readdirSync(join(cwd, 'c'))).toEqual([]);
});

test('a second Ctrl-C ends without waiting', async () => {
  const { code } = await interrupted('d', ['--simulations', '20000'], 'Simulated', ['SIGINT', 'SIGINT']);
  expect(code).toBe(130);
  expect(readdirSync(join(cwd, 'd')).filter((name) => name !== 'simulations.csv')).toEqual([]);
});

test('a signal to end is obeyed the same way', async () => {
  const { code, stderr } = await interrupted('e', ['--simulations', '20000'], 'Simulated', ['SIGTERM']);
  expect(code).toBe(143);
  expect(stderr).toMatch(/^sbi: Stopped by a signal to end: /);
});

test('an interrupted training leaves the model that was there', async () => {
  const rows = Array.from({ length: 2000 }, (_, i) => `${(i % 97) / 97}`).join('\n');
  writeFileSync(join(cwd, 't.csv'), rows);
  writeFileSync(join(cwd, 'prior.json'), '{"kind":"boxUniform","low":[0],"high":[1]}');
  writeFileSync(join(cwd, 'm.safetensors'), 'the one before');
  let sent = false;
  const { code, stderr } = await runSbi(
    ['train', '--theta', 't.csv', '--x', 't.csv', '--prior', 'prior.json', '--out', 'm.safetensors'],
    {
      cwd,
      onOutput: (text, kill) => {
        if (sent || !text.includes('Simulations')) return;
        sent = true;
        kill('SIGINT');
      },
    },
  );
  expect([code, stderr]).toEqual([130, 'sbi: Stopped by Ctrl-C: nothing was written.\n']);
  expect(readdirSync(cwd).filter((name) => name.includes('safetensors'))).toEqual(['m.safetensors']);
});
