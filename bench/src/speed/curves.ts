import { type FlowRecipe, maf } from '@sbi/flows';
import { interleave, prepare } from './measure.ts';
import { keyOf, type Name, type Peers } from './peers.ts';
import type { StepSpec } from './spec.ts';
import { spreadOf } from './statistics.ts';

/** Milliseconds of a training step as one size grows, by peer, on one core. */
export interface Curve {
  readonly name: string;
  readonly title: string;
  readonly axis: string;
  readonly x: readonly number[];
  readonly y: Readonly<Partial<Record<Name, readonly number[]>>>;
  readonly yAxis: string;
}

interface Sweep {
  readonly name: string;
  readonly axis: string;
  readonly values: readonly number[];
  readonly spec: (value: number) => StepSpec;
}

const recipe = (hidden: number): FlowRecipe =>
  maf({ hidden, order: 'random', start: 'random', precondition: 'standardize' });
const base: StepSpec = { kind: 'step', recipe: recipe(50), dim: 3, xShape: [3], batch: 200 };

const SWEEPS: readonly Sweep[] = [
  {
    ...{ name: 'parameters', axis: 'parameters D', values: [2, 3, 5, 10, 20] },
    spec: (dim) => ({ ...base, dim, xShape: [dim] }),
  },
  {
    ...{ name: 'hidden', axis: 'hidden units', values: [16, 50, 100, 256] },
    spec: (hidden) => ({ ...base, recipe: recipe(hidden) }),
  },
  {
    ...{ name: 'batch', axis: 'rows of a batch', values: [50, 200, 1000, 5000] },
    spec: (batch) => ({ ...base, batch }),
  },
];

/** How a step's cost grows. */
export async function measureCurves(peers: Peers, names: readonly Name[], quick: boolean): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const { name, axis, values, spec } of SWEEPS) {
    const x = quick ? values.slice(0, 2) : values;
    const y: Partial<Record<Name, number[]>> = {};
    for (const value of x) {
      const running = names.map((peer) => peers.get(peer, 'one'));
      for (const peer of running) await prepare(peer, spec(value), value > 1000 ? 4 : 20);
      const times = await interleave(running, { repetitions: quick ? 1 : 5, seconds: 0.06, atMost: 20 });
      for (const peer of names) {
        y[peer] ??= [];
        y[peer]?.push(1000 * spreadOf(times[keyOf(peer, 'one')] ?? []).median);
      }
    }
    curves.push({ name, title: `training step against ${axis}`, axis, x, y, yAxis: 'ms a step' });
  }
  curves.push(await simulationsCurve(peers, quick));
  curves.push(await threadsCurve(peers, names, quick));
  return curves;
}

/** A whole epoch, with all that belongs to it. */
async function simulationsCurve(peers: Peers, quick: boolean): Promise<Curve> {
  const x = quick ? [1000, 3000] : [1000, 10_000, 100_000, 1_000_000];
  const ours: number[] = [];
  for (const count of x) {
    const peer = peers.get('ours', 'one');
    await prepare(peer, base, count / base.batch);
    await peer.ask({ method: 'run', units: 1 });
    const { seconds = Number.NaN } = await peer.ask({ method: 'run', units: 1 });
    ours.push(seconds);
  }
  const title = 'an epoch against simulations';
  return { name: 'simulations', title, axis: 'simulations', x, y: { ours }, yAxis: 's an epoch' };
}

async function threadsCurve(peers: Peers, names: readonly Name[], quick: boolean): Promise<Curve> {
  const { availableParallelism } = await import('node:os');
  const x = [1, availableParallelism()];
  const y: Partial<Record<Name, number[]>> = {};
  const spec: StepSpec = { ...base, recipe: recipe(256), dim: 10, xShape: [10], batch: 2000 };
  for (const name of names) {
    const times: number[] = [];
    for (const cores of ['one', 'all'] as const) {
      const peer = peers.get(name, cores);
      await prepare(peer, spec, 2);
      const found = await interleave([peer], { repetitions: quick ? 1 : 5, seconds: 0.1, atMost: 10 });
      times.push(1000 * spreadOf(found[keyOf(name, cores)] ?? []).median);
    }
    y[name] = times;
  }
  const title = 'large step (hidden 256, batch 2,000, D 10) against cores';
  return { name: 'cores', title, axis: 'cores', x, y, yAxis: 'ms a step' };
}
