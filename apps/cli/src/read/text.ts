import { isUtf8 } from 'node:buffer';
import { UsageError } from '../usageError.ts';
import { readBytes } from './bytes.ts';

/** A text file. @throws UsageError when it cannot be read, is too large, or is not UTF-8 */
export async function readText(path: string, limit: number, signal?: AbortSignal): Promise<string> {
  const bytes = await readBytes(path, limit, signal);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text.replace(/^\uFEFF/, '');
  const before = text.slice(0, text.indexOf('\uFFFD'));
  const line = before.split('\n').length;
  throw new UsageError(`${path} must be text in UTF-8; received other bytes in line ${line}.`);
}
