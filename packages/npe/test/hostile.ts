import { SerializationError } from '@sbi/core';
import { readSafetensors, type SafetensorsFile, writeSafetensors } from '@sbi/flows';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { AmortizedPosterior, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { quick, smallSimulations } from './small.ts';

/** A model file to tamper with; whatever a test of this file does, it leaves no tensor. */
export const model: { bytes: Uint8Array } = { bytes: new Uint8Array() };
let before = 0;

beforeAll(async () => {
  await start('wasm');
  const amortized = await npe(smallSimulations(50, 1), { ...quick, maxEpochs: 2 });
  model.bytes = await amortized.encode();
  amortized.dispose();
});
beforeEach(() => {
  before = memory().numTensors;
});
afterEach(() => {
  expect(memory().numTensors).toBe(before);
});

export interface Entries {
  [key: string]: unknown;
}

/** Reading a file made from a good one by a change; the error is one line that names the file. */
export function read(change: (file: SafetensorsFile, posterior: Entries) => void): string {
  const file = readSafetensors(model.bytes);
  const posterior = JSON.parse(file.metadata['posterior'] as string) as Entries;
  change(file, posterior);
  file.metadata['posterior'] ??= JSON.stringify(posterior);
  return readBytes(writeSafetensors(file.tensors, file.metadata));
}

/** The same for a change of the entry `posterior` alone. */
export function readEntry(change: (posterior: Entries) => void): string {
  return read((file, posterior) => {
    change(posterior);
    delete file.metadata['posterior'];
  });
}

export function readBytes(hostile: Uint8Array): string {
  try {
    AmortizedPosterior.decode(hostile, { source: 'evil.safetensors' }).dispose();
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError);
    const { message } = error as SerializationError;
    expect(message).toContain('evil.safetensors');
    // one line that a terminal shows as it is
    expect([...message].every((letter) => letter >= ' ')).toBe(true);
    expect(message.length).toBeLessThan(700);
    return message;
  }
  throw new Error('The file was read.');
}

/** Puts a value at a path of the entry; undefined takes it away. */
export function set(posterior: Entries, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const target = keys.reduce((at, key) => at[key] as Entries, posterior);
  if (value === undefined) delete target[last];
  else target[last] = value;
}
