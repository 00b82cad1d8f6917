const LONGEST = 40;
const MOST = 8;

/** What was received, in a few words fit for one line of an error: no newline, no control character, no flood. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  }
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (!isList(value)) return 'an object';
  const { length } = value;
  const few = Array.from({ length: Math.min(length, MOST) }, (_, i) => value[i]);
  const whole = length <= MOST && few.every((entry) => typeof entry === 'number');
  return whole ? `[${few.join(', ')}]` : `a list of ${length} entries`;
}

/** The first few names, each quoted, and how many more there are. */
export function describeNames(names: readonly unknown[]): string {
  const shown = names.slice(0, MOST).map(describeValue).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}
