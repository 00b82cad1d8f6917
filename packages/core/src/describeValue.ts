const LONGEST = 40;

/** What was received, in a few words fit for one line of an error: no newline, no control character, no flood. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  }
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (!Array.isArray(value)) return 'an object';
  const short = value.length <= 8 && value.every((entry) => typeof entry === 'number');
  return short ? `[${value.join(', ')}]` : `an array of ${value.length} entries`;
}
