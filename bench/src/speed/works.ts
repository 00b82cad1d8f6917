import { convolution1d, type FlowRecipe, maf, nsf } from '@sbi/flows';
import type { Spec, StepSpec, TutorialSpec } from './spec.ts';

/** Who is compared with us. */
export const PEERS = ['plain', 'sbi', 'jax'] as const;
export type PeerName = (typeof PEERS)[number];

/** A row of the table. */
export interface Work {
  readonly name: string;
  readonly title: string;
  readonly spec: Spec;
  /** What is measured, once. */
  readonly unit: string;
  /** How many times faster we want to be. */
  readonly targets: Readonly<Partial<Record<PeerName, number>>>;
  /** Who does it; a peer that is left out has no such thing. */
  readonly peers: readonly PeerName[];
  /** Repetitions of which the median is taken. */
  readonly repetitions: number;
  /** Whether it is timed on all cores too. */
  readonly allCores: boolean;
}

const SBI = { start: 'random', precondition: 'standardize' } as const;
export const MAF: FlowRecipe = maf({ ...SBI, order: 'random' });
const NSF: FlowRecipe = nsf(SBI);
/** Epochs of the tutorial where their number is given. */
const EPOCHS = 40;

type Targets = Work['targets'];

function step(name: string, title: string, spec: Omit<StepSpec, 'kind'>, targets: Targets = {}): Work {
  return {
    ...{ name, title, targets, unit: 'step', peers: PEERS, repetitions: 7, allCores: true },
    spec: { kind: 'step', ...spec },
  };
}

const SMALL = { dim: 3, xShape: [3], batch: 200 };
const WIDE_X = { dim: 10, xShape: [100], batch: 200 };
const LARGE = { dim: 10, xShape: [10], batch: 2000 };

export const STEPS: readonly Work[] = [
  step(
    'maf',
    'training step, MAF, θ 3, x 3, batch 200',
    { recipe: MAF, ...SMALL },
    { plain: 25, sbi: 5, jax: 1.5 },
  ),
  step(
    'nsf',
    'training step, NSF, θ 3, x 3, batch 200',
    { recipe: NSF, ...SMALL },
    { plain: 25, sbi: 5, jax: 1.5 },
  ),
  step('maf-x100', 'training step, MAF, θ 10, x 100, batch 200', { recipe: MAF, ...WIDE_X }),
  step('nsf-x100', 'training step, NSF, θ 10, x 100, batch 200', { recipe: NSF, ...WIDE_X }),
  step(
    'maf-large',
    'large step, MAF, θ 10, hidden 256, batch 2,000',
    { recipe: maf({ ...SBI, order: 'random', hidden: 256 }), ...LARGE },
    { plain: 8, sbi: 1, jax: 0.7 },
  ),
  step(
    'nsf-large',
    'large step, NSF, θ 10, hidden 256, batch 2,000',
    { recipe: nsf({ ...SBI, hidden: 256 }), ...LARGE },
    { plain: 8, sbi: 1, jax: 0.7 },
  ),
  step('convolution', 'training step, 1-d convolution of [200, 4], MAF, batch 200', {
    recipe: MAF,
    embedding: convolution1d({ channels: [6, 12], padding: 1, last: 'activated' }),
    ...{ dim: 3, xShape: [200, 4], batch: 200 },
  }),
];

const posterior = { recipe: MAF, epochs: EPOCHS };
const rest = { unit: 'once', allCores: true } as const;

export const TUTORIAL: Work & { readonly spec: TutorialSpec } = {
  ...{ name: 'tutorial', unit: 'tutorial', repetitions: 3, allCores: true, peers: ['plain', 'sbi'] },
  title: `tutorial end to end, ${EPOCHS} epochs (simulate, train, 2 × 10,000 draws)`,
  spec: { kind: 'tutorial', count: 2000, draws: 10_000, ...posterior },
  targets: { plain: 15, sbi: 8 },
};

export const ACCURATE: Work = {
  ...{ name: 'accurate', unit: 'training', repetitions: 2, allCores: false, peers: ['sbi'] },
  title: 'tutorial by our default recipe, to a posterior at least as accurate as sbi’s final one',
  spec: { kind: 'accurate', count: 2000, draws: 0 },
  targets: { sbi: 20 },
};

export const QUESTIONS: readonly Work[] = [
  {
    ...{ name: 'draws', title: '10,000 draws', ...rest, repetitions: 9, peers: PEERS },
    spec: { kind: 'draws', count: 10_000, ...posterior },
    targets: { plain: 20, sbi: 10, jax: 3 },
  },
  {
    ...{ name: 'million', title: '10⁶ draws', ...rest, repetitions: 3, peers: PEERS },
    spec: { kind: 'draws', count: 1_000_000, ...posterior },
    targets: { plain: 10, sbi: 3, jax: 1 },
  },
  {
    ...{ name: 'log-prob', title: 'log-density of 10⁵ θ at one x', ...rest, repetitions: 7, peers: PEERS },
    spec: { kind: 'logProb', count: 100_000, ...posterior },
    targets: { plain: 10, sbi: 1, jax: 0.7 },
  },
  {
    ...{ name: 'map', title: 'MAP', ...rest, repetitions: 3, peers: ['plain', 'sbi'] },
    spec: { kind: 'map', count: 1, ...posterior },
    targets: { sbi: 50 },
  },
  {
    ...{
      name: 'batched',
      title: '1,000 observations × 1,000 draws',
      ...rest,
      repetitions: 3,
      peers: ['sbi', 'jax'],
    },
    spec: { kind: 'batched', count: 1000, observations: 1000, ...posterior },
    targets: { sbi: 10, jax: 2 },
  },
];
