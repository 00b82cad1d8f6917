import { describeValue, SerializationError } from '@sbi/core';

/** The most bytes of header, tensors and texts of metadata: far beyond any model, and no strain on memory. */
export const MAX_HEADER = 16_777_216;
export const MAX_TENSORS = 12_000;
export const MAX_TEXTS = 1_000;
/** In a header: a tensor brings its own name, dtype, shape and data_offsets. */
const MAX_NAMES = 4 * MAX_TENSORS + MAX_TEXTS + 1;

/** Bytes in front of the header: its length, 64 bits, little-endian. */
export const PREFIX = 8;

/** @throws SerializationError always */
export function fail(message: string, cause?: unknown): never {
  throw new SerializationError(message, cause === undefined ? {} : { cause });
}

/** The header's JSON object, not yet trusted, and the bytes behind it. @throws SerializationError */
export function readHeader(bytes: Uint8Array, source: string): { header: object; body: Uint8Array } {
  const end = PREFIX + headerLength(bytes, source);
  return { header: parseHeader(bytes.subarray(PREFIX, end), source), body: bytes.subarray(end) };
}

function headerLength(bytes: Uint8Array, source: string): number {
  if (bytes.length < PREFIX) {
    fail(`${source} must be a safetensors file of at least ${PREFIX} bytes; received ${bytes.length}.`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    fail(
      `The header of ${source} must have at most ${MAX_HEADER} bytes; received a length of ${length} in bytes 0 to 7.`,
    );
  }
  if (length > bytes.length - PREFIX) {
    fail(
      `${source} must hold a header of ${length} bytes from byte 8 on; received ${bytes.length} bytes in all.`,
    );
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array, source: string): object {
  let text: string;
  try {
    const copy = new Uint8Array(bytes); // browsers do not decode shared memory
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(copy);
  } catch (cause) {
    return fail(`The header of ${source} must be text in UTF-8; received other bytes.`, cause);
  }
  // before parsing: a hostile header makes nothing bigger than itself
  if (!text.startsWith('{')) {
    fail(`The header of ${source} must begin with "{"; received ${describeValue(text)}.`);
  }
  scanNames(text, source);
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    return fail(`The header of ${source} must be JSON; received ${describeValue(text)}.`, cause);
  }
}

/** Walks over the text, which may yet be no JSON, and refuses what JSON.parse would swallow: names that come twice. */
function scanNames(text: string, source: string): void {
  const open: Set<string>[] = [];
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{' || char === '[') {
      if (open.push(new Set()) > 3) {
        fail(`The header of ${source} must nest at most 3 deep; received more at character ${i}.`);
      }
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, i);
      if (isName(text, end)) {
        if (++count > MAX_NAMES) {
          fail(`The header of ${source} must hold at most ${MAX_NAMES} names; received more.`);
        }
        const name = unescaped(text.slice(i, end));
        if (open.at(-1)?.has(name)) {
          fail(
            `The header of ${source} must hold each name once; received ${describeValue(name)} again at character ${i}.`,
          );
        }
        open.at(-1)?.add(name);
      }
      i = end - 1;
    }
  }
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return Math.min(i + 1, text.length);
}

function isName(text: string, end: number): boolean {
  let i = end;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\t' || text[i] === '\r') i++;
  return text[i] === ':';
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal; // JSON.parse of the whole will say so
  }
}
