import { SerializationError } from '@sbi/core';
import {
  expectFormat,
  parseEntry,
  readSafetensors,
  type SafetensorsFile,
  writeSafetensors,
} from '@sbi/flows';
import * as v from 'valibot';
import type { AmortizedParts, DecodeOptions } from './amortizedPosterior.ts';
import { readPosterior, writePosterior } from './codec.ts';
import type { Ensemble } from './ensemble.ts';

/** The format's name and version; docs/model-file.md describes it. */
export const ENSEMBLE_FORMAT = 'sbi-ensemble/1';

/** Members that an ensemble may have: their entries must fit in a file. */
export const MOST_MEMBERS = 100;

const headerSchema = v.object({
  weights: v.custom<readonly number[]>(
    (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= MOST_MEMBERS &&
      value.every((entry) => typeof entry === 'number' && entry >= 0 && Number.isFinite(entry)) &&
      value.some((entry) => entry > 0),
  ),
});

/** The model files of all members in one, each under the prefix `members.k.`. */
export async function encodeEnsemble({
  members,
  weights,
}: Pick<Ensemble, 'members' | 'weights'>): Promise<Uint8Array> {
  const tensors: Record<string, SafetensorsFile['tensors'][string]> = {};
  const metadata: Record<string, string> = { format: ENSEMBLE_FORMAT, ensemble: JSON.stringify({ weights }) };
  for (const [k, member] of members.entries()) {
    const file = await writePosterior(member);
    for (const [name, tensor] of Object.entries(file.tensors)) tensors[`members.${k}.${name}`] = tensor;
    for (const [name, text] of Object.entries(file.metadata)) metadata[`members.${k}.${name}`] = text;
  }
  return writeSafetensors(tensors, metadata);
}

/** The parts of all members. @throws SerializationError naming what is wrong, and in which member */
export function decodeEnsemble(
  bytes: Uint8Array,
  options: DecodeOptions,
): { readonly members: readonly AmortizedParts[]; readonly weights: readonly number[] } {
  const source = options.source ?? 'model file';
  const { metadata, tensors } = readSafetensors(bytes, source);
  expectFormat(metadata['format'], ENSEMBLE_FORMAT, source);
  const { weights } = parseEntry(headerSchema, metadata['ensemble'], 'ensemble', source);
  const names = [...Object.keys(metadata), ...Object.keys(tensors)];
  const beyond = names.find((name) => Number(/^members\.(\d+)\./.exec(name)?.[1] ?? -1) >= weights.length);
  if (beyond !== undefined) {
    throw new SerializationError(
      `${source} must hold ${weights.length} members; received ${beyond.slice(0, 200)}.`,
    );
  }
  const members: AmortizedParts[] = [];
  try {
    for (let k = 0; k < weights.length; k++) {
      const file = { metadata: under(metadata, k), tensors: under(tensors, k) };
      members.push(readPosterior(file, { ...options, source: `member ${k} of ${source}` }));
    }
  } catch (error) {
    for (const { estimator } of members) estimator.dispose();
    throw error;
  }
  return { members, weights };
}

/** The entries of one member, without their prefix. */
function under<T>(entries: Readonly<Record<string, T>>, k: number): Record<string, T> {
  const prefix = `members.${k}.`;
  const own = Object.entries(entries).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}
