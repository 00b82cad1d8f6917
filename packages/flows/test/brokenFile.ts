import {
  type ConditionalFlow,
  encodeFlow,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '@sbi/flows';
import { make } from './table.ts';

/** A small flow in a box and on the real line. */
export const build = (): ConditionalFlow => make({ sides: ['box', 'real'], x: 2, recipe: { transforms: 2 } });

interface Header {
  recipe: Record<string, unknown>;
  drawn: Record<string, unknown>;
  xShape: unknown;
  clip: unknown;
  [other: string]: unknown;
}
type Tensors = Record<string, StoredTensor>;
export interface File {
  readonly header: Header;
  readonly tensors: Tensors;
  readonly metadata: Record<string, string>;
}

/** A file that is right but for what `change` does to it. */
export async function broken(change: (file: File) => void): Promise<Uint8Array> {
  using flow = build();
  const { tensors, metadata } = readSafetensors(await encodeFlow(flow));
  const header = JSON.parse(metadata['flow'] as string) as Header;
  const file = { header, tensors: { ...tensors }, metadata: { ...metadata } };
  change(file);
  if (file.metadata['flow'] === metadata['flow']) file.metadata['flow'] = JSON.stringify(header);
  return writeSafetensors(file.tensors, file.metadata);
}

/** The same tensor with some of its numbers changed. */
export function edit({ tensors }: File, name: string, change: (data: Float32Array) => void): void {
  const { shape, data } = tensors[name] as StoredTensor;
  const copy = data.slice();
  change(copy);
  tensors[name] = { shape, data: copy };
}

/** What a change to one setting, field or entry of the metadata is called. */
export const recipe =
  (name: string, value: unknown) =>
  ({ header }: File): void => {
    header.recipe[name] = value;
  };
export const orders =
  (value: unknown) =>
  ({ header }: File): void => {
    header.drawn['orders'] = value;
  };
export const field =
  (name: string, value: unknown) =>
  ({ header }: File): void => {
    header[name] = value;
  };
export const meta =
  (name: string, value: string) =>
  ({ metadata }: File): void => {
    metadata[name] = value;
  };
