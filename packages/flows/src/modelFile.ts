import { describeValue, SerializationError, type Shape } from '@sbi/core';
import * as v from 'valibot';
import type { SafetensorsFile } from './safetensors.ts';

/**
 * Checks the format of a model file, name and version.
 *
 * @param received the file's metadata `format`
 * @param source   what to call the file in an error
 * @throws SerializationError unless it is the one expected
 */
export function expectFormat(received: string | undefined, expected: string, source: string): void {
  if (received === expected) return;
  const got = received === undefined ? 'none' : describeValue(received);
  throw new SerializationError(`${source} must have the format "${expected}"; received ${got}.`);
}

/**
 * Parses one JSON entry of a file's metadata by a valibot schema; nothing in it is executed.
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
    const got = text === undefined ? 'none' : describeValue(text);
    const message = `${source} must hold JSON in its metadata "${entry}"; received ${got}.`;
    throw new SerializationError(message, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = describePath(entry, issue.path ?? []);
  const expected = issue.expected === 'never' ? 'no entry' : 'a valid entry';
  throw new SerializationError(
    `${source} must hold ${expected} at ${path}; received ${describeValue(issue.input)}.`,
  );
}

/** The names that lead to a field, as in flow.recipe.hidden: short, and without control characters. */
function describePath(entry: string, path: readonly { readonly key?: unknown }[]): string {
  const keys = path.slice(0, 6).map(({ key }) => {
    const name = String(key);
    return /^\w{1,40}$/.test(name) ? name : describeValue(name);
  });
  return [entry, ...keys].join('.');
}

/**
 * The numbers of one tensor of a file.
 *
 * @throws SerializationError when it is missing, misshapen, or holds a number that is not finite
 */
export function takeTensor(
  tensors: SafetensorsFile['tensors'],
  name: string,
  shape: Shape,
  source: string,
): Float32Array {
  const data = takeShaped(tensors, name, shape, source);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return data;
  throw new SerializationError(
    `The tensor ${name} of ${source} must hold finite numbers; received ${data[bad]} at ${bad}.`,
  );
}

/** The same for a tensor that may hold infinities, such as bounds. */
export function takeShaped(
  tensors: SafetensorsFile['tensors'],
  name: string,
  shape: Shape,
  source: string,
): Float32Array {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (!tensor) throw new SerializationError(`${source} must hold the tensor ${name}; received none.`);
  const fits = tensor.shape.length === shape.length && shape.every((length, i) => length === tensor.shape[i]);
  if (fits) return tensor.data;
  const [want, got] = [shape, tensor.shape].map(describeValue);
  throw new SerializationError(`The tensor ${name} of ${source} must have shape ${want}; received ${got}.`);
}
