import { FileError } from './fileError.ts';

/** How files of other kinds begin, and what they are. */
const kinds: readonly (readonly [words: string, ...bytes: number[]])[] = [
  ['a picture (PNG)', 0x89, 0x50, 0x4e, 0x47],
  ['a picture (JPEG)', 0xff, 0xd8, 0xff],
  ['a picture (GIF)', 0x47, 0x49, 0x46, 0x38],
  ['a PDF', 0x25, 0x50, 0x44, 0x46],
  ['a zip archive, as spreadsheets (.xlsx) are', 0x50, 0x4b, 0x03, 0x04],
  ['a gzip archive', 0x1f, 0x8b],
  ['a NumPy file', 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
  ['an HDF5 file', 0x89, 0x48, 0x44, 0x46],
];

const sizes = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * Checks a file before it is read as a whole: that it is one, is not empty, not larger than `most` bytes, and not of a kind
 * that it visibly is not.
 *
 * @param what it must be, such as "a CSV table"
 * @throws FileError
 */
export async function expectFile(file: File, what: string, most: number): Promise<void> {
  const name = nameOf(file);
  const begin = await startOf(file);
  if (file.size === 0) throw new FileError(`${name} must be ${what}; received an empty file.`);
  const kind = kinds.find(([, ...bytes]) => bytes.every((byte, i) => begin[i] === byte));
  if (kind) throw new FileError(`${name} must be ${what}; received ${kind[0]}.`);
  if (file.size > most) {
    throw new FileError(`${name} must be at most ${formatBytes(most)}; received ${formatBytes(file.size)}.`);
  }
}

/** A file's name as it can stand in a line. */
export function nameOf({ name }: Pick<File, 'name'>): string {
  const line = name.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 40)}…${line.slice(-15)}` : line || 'the file';
}

function formatBytes(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${sizes.format(bytes / (unit as number))} ${name}`;
}

async function startOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(0, 8).arrayBuffer());
  } catch (cause) {
    // a folder looks like a file of a few bytes until it is read
    throw new FileError(`${nameOf(file)} cannot be read: it is a folder, or it has changed or gone.`, {
      cause,
    });
  }
}
