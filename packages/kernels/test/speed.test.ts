import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// The one test that looks at a clock: whoever slows the kernels down, or keeps a flow from finding them, shall hear of it.
// Half of what is promised is enough.
const ENOUGH = 12.5;

const script = fileURLToPath(new URL('./ratio.mjs', import.meta.url));

interface Found {
  readonly ratio: number;
  /** Milliseconds of a step. */
  readonly fused: number;
  readonly plain: number;
  readonly pairs: number;
}

function ratioOf(kind: string): number {
  const found = JSON.parse(execFileSync(process.execPath, [script, kind], { encoding: 'utf8' })) as Found;
  const { ratio, fused, plain, pairs } = found;
  const times = `${fused.toFixed(2)} and ${plain.toFixed(1)} ms a step, ${pairs} pairs`;
  console.log(`${kind}: ${ratio.toFixed(1)} times faster with the kernels (${times})`);
  return ratio;
}

it.each(['maf', 'nsf'])(
  `a training step of %s is at least ${ENOUGH} times faster with the kernels`,
  (kind) => {
    const first = ratioOf(kind);
    expect(first > ENOUGH ? first : ratioOf(kind)).toBeGreaterThan(ENOUGH);
  },
);
