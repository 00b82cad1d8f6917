import { SerializationError, type Shape, sizeOf } from '@sbi/core';
import * as v from 'valibot';
import { type Architecture, ConditionalFlow, layoutOf } from './conditionalFlow.ts';
import { Parameters } from './parameters.ts';
import { Preconditioner, type PreconditionerValues } from './precondition/preconditioner.ts';
import { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';

/** The format's name and version, as in the file's metadata. */
const FORMAT = 'sbi-flow/1';

const count = (most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most));
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Header = v.object({
  recipe: v.object({
    kind: v.literal('maf'),
    transforms: count(1000),
    hidden: count(100_000),
    blocks: count(1000),
    order: v.picklist(['random', 'reversed']),
    start: v.picklist(['random', 'identity']),
    precondition: v.picklist(['standardize', 'regression']),
  }),
  orders: v.array(v.array(index)),
  xShape: v.pipe(v.array(count(1e9)), v.minLength(1)),
  clip: v.boolean(),
});

const PRECONDITIONER = [
  'low',
  'high',
  'loc',
  'scale',
  'intercept',
  'slope',
  'spread',
  'xLoc',
  'xScale',
] as const;

/** What a flow is without its numbers, as JSON text: one entry of a file's metadata. */
export function flowHeader({ architecture, preconditioner }: ConditionalFlow): string {
  return JSON.stringify({ ...architecture, clip: preconditioner.clip });
}

/** A flow's numbers by name: its weights, and the fixed data of its preconditioner. */
export async function flowTensors(flow: ConditionalFlow): Promise<Record<string, StoredTensor>> {
  const flat = await flow.parameters.read();
  const tensors: Record<string, StoredTensor> = {};
  let offset = 0;
  for (const [name, shape] of Object.entries(flow.parameters.spec)) {
    tensors[name] = { shape, data: flat.slice(offset, offset + sizeOf(shape)) };
    offset += sizeOf(shape);
  }
  const shapes = preconditionerShapes(flow.dim, sizeOf(flow.architecture.xShape));
  for (const name of PRECONDITIONER) {
    tensors[`preconditioner.${name}`] = { shape: shapes[name], data: flow.preconditioner.values[name] };
  }
  return tensors;
}

/**
 * Rebuilds a flow from the header and tensors of a file; the caller owns it.
 *
 * @throws SerializationError naming the setting or the tensor that is missing or does not fit
 */
export function flowFrom(
  header: string | undefined,
  tensors: SafetensorsFile['tensors'],
  source: string,
): ConditionalFlow {
  const { clip, ...architecture } = readHeader(header, source);
  const dim = (architecture.orders[0] as number[]).length;
  const take = (name: string, shape: Shape) => takeTensor(tensors, name, shape, source);
  const layout = layoutOf(architecture);
  const size = Object.values(layout).reduce((sum, shape) => sum + sizeOf(shape), 0);
  const stored = Object.values(tensors).reduce((sum, tensor) => sum + tensor.data.length, 0);
  if (size > stored) {
    throw new SerializationError(
      `${source} must hold ${size} weights for its recipe; received ${stored} numbers in all.`,
    );
  }
  const flat = new Float32Array(size);
  let offset = 0;
  for (const [name, shape] of Object.entries(layout)) {
    flat.set(take(name, shape), offset);
    offset += sizeOf(shape);
  }
  const shapes = preconditionerShapes(dim, sizeOf(architecture.xShape));
  const values = Object.fromEntries(
    PRECONDITIONER.map((name) => [name, take(`preconditioner.${name}`, shapes[name])]),
  ) as unknown as PreconditionerValues;
  const preconditioner = new Preconditioner(values, clip, architecture.xShape);
  return new ConditionalFlow(architecture, new Parameters(layout, flat), preconditioner);
}

/** A flow as a safetensors file of its own. */
export async function encodeFlow(flow: ConditionalFlow): Promise<Uint8Array> {
  return writeSafetensors(await flowTensors(flow), { format: FORMAT, flow: flowHeader(flow) });
}

/**
 * Reads what `encodeFlow` wrote; nothing in it is executed. The caller owns the flow.
 *
 * @throws SerializationError naming what is wrong and where
 */
export function decodeFlow(bytes: Uint8Array, source = 'model file'): ConditionalFlow {
  const { metadata, tensors } = readSafetensors(bytes, source);
  expectFormat(metadata['format'], FORMAT, source);
  return flowFrom(metadata['flow'], tensors, source);
}

/** @throws SerializationError unless the file's format is the one expected. */
export function expectFormat(received: string | undefined, expected: string, source: string): void {
  if (received === expected) return;
  const got = received === undefined ? 'none' : `"${received.slice(0, 40)}"`;
  throw new SerializationError(`${source} must have the format "${expected}"; received ${got}.`);
}

/**
 * Parses one JSON entry of a file's metadata by a schema.
 *
 * @throws SerializationError naming the entry, the field in it, and what came
 */
export function parseEntry<const S extends v.GenericSchema>(
  schema: S,
  text: string | undefined,
  entry: string,
  source: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch (cause) {
    const got = text === undefined ? 'none' : `"${text.slice(0, 40)}"`;
    throw new SerializationError(`${source} must hold JSON in its metadata "${entry}"; received ${got}.`, {
      cause,
    });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const at = path ? `${entry}.${path}` : entry;
  throw new SerializationError(`${source} must hold a valid ${at}; received ${issue.received.slice(0, 60)}.`);
}

/** The numbers of one tensor. @throws SerializationError when it is missing, misshapen or holds NaN. */
export function takeTensor(
  tensors: SafetensorsFile['tensors'],
  name: string,
  shape: Shape,
  source: string,
): Float32Array {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (!tensor) throw new SerializationError(`${source} must hold the tensor ${name}; received none.`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((length, i) => length !== shape[i])) {
    const [want, got] = [shape.join(', '), tensor.shape.slice(0, 8).join(', ')];
    throw new SerializationError(
      `The tensor ${name} of ${source} must have shape [${want}]; received [${got}].`,
    );
  }
  const bad = tensor.data.findIndex(Number.isNaN);
  if (bad >= 0)
    throw new SerializationError(
      `The tensor ${name} of ${source} must hold numbers; received NaN at ${bad}.`,
    );
  return tensor.data;
}

function readHeader(header: string | undefined, source: string): Architecture & { readonly clip: boolean } {
  const parsed = parseEntry(Header, header, 'flow', source);
  const { orders, recipe } = parsed;
  const dim = orders[0]?.length ?? 0;
  const fits =
    orders.length === recipe.transforms && dim > 0 && orders.every((order) => isPermutation(order, dim));
  if (fits) return parsed;
  throw new SerializationError(
    `${source} must hold in flow.orders a permutation for each of ${recipe.transforms} transforms; received ${JSON.stringify(orders).slice(0, 60)}.`,
  );
}

function isPermutation(order: readonly number[], dim: number): boolean {
  return order.length === dim && new Set(order).size === dim && order.every((place) => place < dim);
}

function preconditionerShapes(dim: number, context: number): Record<(typeof PRECONDITIONER)[number], Shape> {
  const theta: Shape = [dim];
  const x: Shape = [context];
  return {
    low: theta,
    high: theta,
    loc: theta,
    scale: theta,
    intercept: theta,
    slope: [context, dim],
    spread: theta,
    xLoc: x,
    xScale: x,
  };
}
