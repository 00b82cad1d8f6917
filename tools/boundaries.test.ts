import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unportable, wrongCalls, wrongDependencies, wrongImports } from './boundaries.ts';
import { importsOf, members, type Source, sourcesIn } from './sources.ts';

describe.each(members.map((member) => [member.folder, member] as const))('%s', (folder, member) => {
  const sources = ['src', 'test'].flatMap((part) => sourcesIn(`${folder}/${part}`));
  it('imports downwards, by public entries', () => expect(sources.flatMap(wrongImports)).toEqual([]));
  it('reads nothing back in step and makes variables in one place', () =>
    expect(sources.flatMap(wrongCalls)).toEqual([]));
  it('depends on what its place allows', () => expect(wrongDependencies(member)).toEqual([]));
});

/** A file and all that it imports from its own package. */
function closure(path: string, sources: readonly Source[], seen = new Set<string>()): readonly Source[] {
  const source = sources.find((s) => s.path === path);
  if (source === undefined || seen.has(path)) return [];
  seen.add(path);
  const next = importsOf(source).filter((specifier) => specifier.startsWith('.'));
  return [
    source,
    ...next.flatMap((specifier) => closure(posix.join(posix.dirname(path), specifier), sources, seen)),
  ];
}

it('draws the same bits in every engine', () => {
  const files = closure('packages/core/src/rng.ts', sourcesIn('packages/core/src'));
  expect(files.length).toBeGreaterThan(3);
  expect(files.flatMap(unportable)).toEqual([]);
});

it('fits, trains and runs the kernels to the same bits in every engine', () => {
  const files = ['flows/src', 'npe/src/train', 'kernels/src'].flatMap((path) =>
    sourcesIn(`packages/${path}`),
  );
  const own = files.filter(({ path }) => !path.includes('/testing/'));
  expect(own.length).toBeGreaterThan(80);
  expect(own.flatMap(unportable)).toEqual([]);
});

const simulate = sourcesIn('packages/simulate/src');
const simulators = simulate.filter(({ path }) => path.endsWith('.simulator.ts')).map(({ path }) => path);

it.each(simulators)('%s computes the same bits in every engine', (path) => {
  expect(closure(path, simulate).flatMap(unportable)).toEqual([]);
});

describe('the rules bite', () => {
  const at = (path: string, text: string): Source => ({ path, text });
  it.each([
    ['packages/core/src/a.ts', "import '@sbi/flows';", 'points upwards'],
    ['packages/core/test/a.test.ts', "await import('@sbi/distributions');", 'points upwards'],
    ['packages/npe/src/a.ts', "export { simulate } from '@sbi/simulate';", 'points upwards'],
    ['packages/plots/src/a.ts', "import type { Matrix } from '@sbi/core';", 'points upwards'],
    ['packages/plots/src/a.ts', "import * as tf from '@tensorflow/tfjs-core';", 'brings tfjs into plots'],
    ['packages/npe/src/a.ts', "import '@sbi/core/src/rng.ts';", 'goes past the public entry'],
    ['packages/flows/src/a.ts', "import '@tensorflow/tfjs-core/dist/engine';", 'goes past the public entry'],
    ['packages/flows/src/a.ts', "import '@tensorflow/tfjs-backend-cpu';", 'chooses an engine'],
    ['packages/flows/src/a.ts', "import '../../core/src/rng.ts';", 'leaves the package'],
  ])('%s: %s', (path, text, wrong) => {
    expect(wrongImports(at(path, text))).toEqual([expect.stringContaining(wrong)]);
  });
  it.each(['x.dataSync();', 'f(x).arraySync();', 'tf.print(x); x.print();', 'tf.variable(x);'])(
    '%s',
    (text) => {
      expect(wrongCalls(at('packages/npe/src/a.ts', text))).not.toEqual([]);
      expect(wrongCalls(at('packages/npe/test/a.ts', text))).toEqual([]);
    },
  );
  it.each(['Math.log(2)', "Math['exp'](2)", 'Math.hypot(1, 2)', '2 ** x'])('%s', (text) => {
    expect(unportable(at('packages/core/src/a.ts', text))).toHaveLength(1);
    expect(unportable(at('packages/core/src/a.ts', 'Math.sqrt(2) * Math.imul(2, 3)'))).toEqual([]);
  });
  it.each([
    ['packages/core', { dependencies: { '@sbi/flows': '1' } }],
    ['packages/simulate', { devDependencies: { '@sbi/npe': '1' } }],
    ['packages/flows', { dependencies: { '@tensorflow/tfjs-core': '1' } }],
    ['packages/flows', { peerDependencies: { '@tensorflow/tfjs-backend-cpu': '1' } }],
    ['packages/plots', { peerDependencies: { '@tensorflow/tfjs-core': '1' } }],
  ])('%s with %j', (folder, asked) => {
    const manifest = { name: folder, version: '0.0.0', ...asked };
    expect(wrongDependencies({ folder, manifest })).not.toEqual([]);
  });
});
