/** Where a program's text begins in the script that runs it, and how many lines it has. */
export interface Place {
  readonly offset: number;
  readonly lines: number;
}

/** What we find wrong with a text: its words need no name before them. */
export class Fault extends Error {}

/** What was thrown, in one line. It may be anything, and its getters may throw too. */
export function wordsOf(thrown: unknown): string {
  try {
    if (thrown instanceof Fault) return oneLine(thrown.message);
    const words =
      thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `${typeOf(thrown)} was thrown`;
    if (/Content Security Policy/.test(words)) return 'EvalError: text does not become code here';
    return oneLine(words);
  } catch {
    return 'an error that throws when it is read';
  }
}

/** The line of the editor from which something was thrown; 0 where that is unknown. */
export function lineOf(thrown: unknown, { offset, lines }: Place): number {
  try {
    const stack = thrown instanceof Error ? String(thrown.stack) : '';
    for (const [, digits] of stack.matchAll(/:(\d+):\d+\)?$/gm)) {
      const line = Number(digits) - offset;
      if (line >= 1 && line <= lines) return line;
    }
  } catch {
    // no line then
  }
  return 0;
}

/** A value in a few words. */
export function typeOf(value: unknown): string {
  if (typeof value === 'string') return `the text ${oneLine(JSON.stringify(value.slice(0, 40)))}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'function'
    ? 'a function'
    : `an ${typeof value === 'object' ? 'object' : 'other value'}`;
}

/** Without line ends and other control characters, and not longer than a line can be read. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
