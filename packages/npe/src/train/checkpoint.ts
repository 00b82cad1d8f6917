import { SerializationError } from '@sbi/core';
import {
  type ConditionalFlow,
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  readSafetensors,
  takeTensor,
  writeSafetensors,
} from '@sbi/flows';
import * as v from 'valibot';
import { CheckpointError } from '../checkpointError.ts';
import type { TrainingSettings } from '../options.ts';
import {
  losses,
  positive,
  type StoredSettings,
  settings,
  storedSettings,
  unlimited,
  whole,
} from '../trainingSchema.ts';
import type { Identity } from './identity.ts';
import type { Optimizer } from './optimizer.ts';
import type { Progress, ProgressState } from './progress.ts';

/** The format's name and version. */
const FORMAT = 'sbi-checkpoint/1';

/** Where a training stands, between two epochs. */
export interface Standing {
  readonly identity: Identity;
  readonly settings: TrainingSettings;
  /** Rows of the tables that came one after the other. */
  readonly parts: readonly number[];
  /** Whether the best weights have yet to be scored on the rows that validate. */
  readonly unscored: boolean;
}

interface Header extends Omit<Standing, 'settings'> {
  readonly settings: StoredSettings;
  /** As they were asked for. */
  readonly flow: unknown;
  readonly embedding: unknown;
  readonly steps: number;
  readonly progress: ProgressState;
}

const headerSchema: v.GenericSchema<unknown, Header> = v.strictObject({
  identity: v.strictObject({ simulations: v.string(), prior: v.string(), seed: v.string() }),
  settings,
  flow: v.unknown(),
  embedding: v.unknown(),
  parts: v.pipe(v.array(v.pipe(whole, v.minValue(1))), v.minLength(1)),
  unscored: v.boolean(),
  steps: whole,
  progress: v.strictObject({
    trainLoss: losses,
    validationLoss: losses,
    bestEpoch: whole,
    bestLoss: unlimited(v.number()),
    fruitless: whole,
    halvings: whole,
    seconds: positive,
  }),
});

/** A checkpoint as a safetensors file: the best weights as a flow, the optimiser's vectors, and the standing. */
export async function encodeCheckpoint(
  standing: Standing,
  best: ConditionalFlow,
  optimizer: Optimizer,
  progress: Progress,
): Promise<Uint8Array> {
  const header = {
    ...standing,
    settings: storedSettings(standing.settings),
    flow: standing.settings.flow,
    embedding: standing.settings.embedding,
    steps: optimizer.count,
    progress: progress.state,
  } satisfies Record<keyof Header, unknown>;
  const [vectors, tensors] = await Promise.all([optimizer.read(), flowTensors(best)]);
  for (const [name, data] of Object.entries(vectors)) {
    tensors[`optimizer.${name}`] = { shape: [data.length], data };
  }
  return writeSafetensors(tensors, {
    format: FORMAT,
    flow: flowHeader(best),
    training: JSON.stringify(header),
  });
}

/** A checkpoint that was read but not believed yet: `expect` the training to be its own before taking anything. */
export class Checkpoint {
  private readonly file: ReturnType<typeof readSafetensors>;
  private readonly header: Header;

  /** @throws SerializationError naming what is wrong and where */
  constructor(bytes: Uint8Array) {
    this.file = readSafetensors(bytes, 'checkpoint');
    expectFormat(this.file.metadata['format'], FORMAT, 'checkpoint');
    this.header = parseEntry(headerSchema, this.file.metadata['training'], 'training', 'checkpoint');
  }

  get parts(): readonly number[] {
    return this.header.parts;
  }

  get unscored(): boolean {
    return this.header.unscored;
  }

  /** @throws CheckpointError naming what is other than when the checkpoint was made; limits may be. */
  expect(identity: Identity, now: TrainingSettings): void {
    for (const name of ['simulations', 'prior', 'seed'] as const) {
      const [was, is] = [this.header.identity[name], identity[name]];
      if (was === is) continue;
      throw new CheckpointError(name, was.slice(0, 200), is);
    }
    const { patience: _, maxEpochs: _e, maxSteps: _s, maxSeconds: _t, flow, embedding, ...fixed } = now;
    for (const [name, is] of Object.entries(fixed)) {
      const was = this.header.settings[name as keyof StoredSettings];
      if (was !== is) throw new CheckpointError(name, String(was), String(is));
    }
    for (const [name, asked] of Object.entries({ flow, embedding })) {
      const [was, is] = [this.header[name as 'flow' | 'embedding'], asked].map(sorted) as [string, string];
      if (was !== is) throw new CheckpointError(name, was, is);
    }
  }

  /** The best weights; the caller owns the flow. @throws SerializationError naming what does not fit */
  flow(): ConditionalFlow {
    return flowFrom(this.file.metadata['flow'], this.file.tensors, 'checkpoint');
  }

  /** Has an optimiser and a progress that are new go on from here. @throws SerializationError naming what does not fit */
  restore(optimizer: Optimizer, progress: Progress, size: number): void {
    const vectors = optimizer.vectors.map(
      (name) => [name, takeTensor(this.file.tensors, `optimizer.${name}`, [size], 'checkpoint')] as const,
    );
    const { steps, progress: state } = this.header;
    if (state.trainLoss.length !== state.validationLoss.length || state.bestEpoch > state.trainLoss.length) {
      throw new SerializationError(
        'checkpoint must hold as many losses as epochs in its metadata "training".',
      );
    }
    optimizer.restore(Object.fromEntries(vectors), steps);
    progress.restore(state);
  }
}

/** JSON whose keys are in order, for a comparison. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
