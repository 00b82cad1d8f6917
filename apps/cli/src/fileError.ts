import { UsageError } from './usageError.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a file of that name is in the way',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  EBUSY: 'another program holds it open',
  EMFILE: 'too many files are open',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error',
  ELOOP: 'its links go in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** An error of the file system in one line; anything else comes back as it is. */
export function describeFileError(error: unknown, path: string, verb: 'read' | 'written'): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || typeof code !== 'string' || typeof syscall !== 'string') return error;
  return new UsageError(`${path} cannot be ${verb}: ${REASONS[code] ?? code}.`, { cause: error });
}
