import { describeValue, type Shape, ShapeError, sizeOf } from '@sbi/core';
import { fail, MAX_HEADER, MAX_TENSORS, MAX_TEXTS, PREFIX, readHeader } from './safetensorsHeader.ts';

/** A tensor in a file: its shape and its numbers, row-major. */
export interface StoredTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** What a safetensors file holds. Neither record has a prototype: any name is a name. */
export interface SafetensorsFile {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

const METADATA = '__metadata__';

/**
 * Tensors and text as a safetensors file: a header of JSON, then the numbers as little-endian float32.
 *
 * The same content gives the same bytes, whatever the order of the names: they are sorted by UTF-16 code unit. Format:
 * https://github.com/huggingface/safetensors#format; Python reads it with `safetensors.numpy.load`.
 *
 * @throws ShapeError for data that is no Float32Array or does not fill its shape, for metadata that is no text, and for
 * more than 12,000 tensors, 1,000 texts or 16 MB of header, which `readSafetensors` would refuse.
 * @example
 * import { readSafetensors, writeSafetensors } from '@sbi/flows';
 * const bytes = writeSafetensors({ bias: { shape: [2], data: Float32Array.of(0.5, -1) } }, { made: 'by hand' });
 * console.log(bytes.length % 8, readSafetensors(bytes).tensors['bias'].shape); // → 0 [ 2 ]
 */
export function writeSafetensors(
  tensors: Record<string, StoredTensor>,
  metadata: Record<string, string>,
): Uint8Array {
  const names = Object.keys(tensors).sort();
  const texts = Object.keys(metadata).sort();
  expectAtMost(MAX_TENSORS, names, 'tensors');
  expectAtMost(MAX_TEXTS, texts, 'metadata');
  const entries = texts.length > 0 ? [entry(METADATA, metadataJson(metadata, texts))] : [];
  let offset = 0;
  for (const name of names) {
    const { shape, data } = checked(name, tensors[name] as StoredTensor);
    const end = offset + data.length * 4;
    entries.push(entry(name, JSON.stringify({ dtype: 'F32', shape, data_offsets: [offset, end] })));
    offset = end;
  }
  const header = new TextEncoder().encode(`{${entries.join(',')}}`);
  expectAtMost(MAX_HEADER, header, 'header');
  const length = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX + length + offset).fill(0x20, PREFIX, PREFIX + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(header, PREFIX);
  let start = PREFIX + length;
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = (tensors[name] as StoredTensor).data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), start);
    start += byteLength;
  }
  return bytes;
}

function expectAtMost(most: number, list: ArrayLike<unknown>, title: string): void {
  if (list.length <= most) return;
  throw new ShapeError(title, `have a length of at most ${most}`, `${list.length}`, 'writeSafetensors');
}

function entry(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

function metadataJson(metadata: Record<string, string>, names: readonly string[]): string {
  const entries = names.map((name) => {
    const text: unknown = metadata[name];
    if (typeof text === 'string') return entry(name, JSON.stringify(text));
    throw new ShapeError(
      `metadata ${describeValue(name)}`,
      'be a string',
      describeValue(text),
      'writeSafetensors',
    );
  });
  return `{${entries.join(',')}}`;
}

function checked(name: string, tensor: StoredTensor): StoredTensor {
  const where = 'writeSafetensors';
  if (name === METADATA)
    throw new ShapeError('tensors', 'have names of their own', describeValue(name), where);
  const title = `tensor ${describeValue(name)}`;
  if (Object.prototype.toString.call(tensor?.data) !== '[object Float32Array]') {
    throw new ShapeError(title, 'hold a Float32Array', describeValue(tensor?.data), where);
  }
  if (!isShape(tensor.shape) || sizeOf(tensor.shape) !== tensor.data.length) {
    throw new ShapeError(
      title,
      `have the shape of its ${tensor.data.length} numbers`,
      describeValue(tensor.shape),
      where,
    );
  }
  return tensor;
}

/**
 * Reads a safetensors file of float32 tensors. Nothing in it is executed; the numbers are copied out.
 *
 * @param source what to call the file in an error, such as its name
 * @throws SerializationError naming the file and the place: a file that is cut short or too long, a header that is no JSON
 * object in UTF-8 or has more than 16 MB or some 49,000 names, a name that comes twice, a tensor whose type is not F32 or whose
 * shape and offsets do not fit each other, the file, and the tensors beside it; metadata that is no text.
 */
export function readSafetensors(bytes: Uint8Array, source = 'model file'): SafetensorsFile {
  if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
    throw new ShapeError('bytes', 'be a Uint8Array', describeValue(bytes), 'readSafetensors');
  }
  const { header, body } = readHeader(bytes, source);
  const metadata: Record<string, string> = Object.create(null);
  const spans: Span[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) readMetadata(value, metadata, source);
    else spans.push(readSpan(name, value, body.length, source));
  }
  expectCover(spans, body.length, source);
  const tensors: Record<string, StoredTensor> = Object.create(null);
  for (const { name, shape, begin, end } of spans) {
    const copy = new Uint8Array(end - begin);
    copy.set(body.subarray(begin, end));
    tensors[name] = { shape, data: new Float32Array(copy.buffer) };
  }
  return { tensors, metadata };
}

interface Span {
  readonly name: string;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

function readMetadata(value: unknown, metadata: Record<string, string>, source: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(`The ${METADATA} of ${source} must be an object of strings; received ${describeValue(value)}.`);
  }
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      fail(
        `The ${METADATA} ${describeValue(name)} of ${source} must be a string; received ${describeValue(text)}.`,
      );
    }
    metadata[name] = text;
  }
}

function readSpan(name: string, value: unknown, available: number, source: string): Span {
  const title = `The tensor ${describeValue(name)} of ${source}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(`${title} must be described by an object; received ${describeValue(value)}.`);
  }
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (dtype !== 'F32') fail(`${title} must be stored as F32; received ${describeValue(dtype)}.`);
  if (!isShape(shape))
    fail(`${title} must have a shape of whole numbers from 0; received ${describeValue(shape)}.`);
  if (!isShape(offsets) || offsets.length !== 2) {
    fail(`${title} must have two data_offsets, whole numbers from 0; received ${describeValue(offsets)}.`);
  }
  const [begin, end] = offsets as [number, number];
  if (end > available) {
    fail(
      `${title} must lie within the ${available} bytes behind the header; received data_offsets [${begin}, ${end}].`,
    );
  }
  const size = sizeOf(shape) * 4;
  if (end - begin !== size) {
    fail(
      `${title} must fill ${size} bytes, as its shape ${describeValue(shape)} says; received ${end - begin}.`,
    );
  }
  return { name, shape, begin, end };
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

/** Every byte belongs to one tensor: nothing can hide between them, and two cannot share. */
function expectCover(spans: readonly Span[], available: number, source: string): void {
  let covered = 0;
  for (const { name, begin, end } of [...spans].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      const where = begin < covered ? 'overlaps the tensor before it' : 'leaves a hole before it';
      fail(
        `The tensor ${describeValue(name)} of ${source} must begin at byte ${covered} of the data; received ${begin}, which ${where}.`,
      );
    }
    covered = end;
  }
  if (covered !== available) {
    fail(
      `${source} must end with its last tensor, at byte ${covered} of the data; received ${available} bytes.`,
    );
  }
}
