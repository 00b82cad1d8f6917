/** A value in a few words, for the middle of an error message. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value, 40))}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return name && name !== 'Object' ? `an object of class ${name}` : 'an object';
}

/** What was thrown, in one line. */
export function describeThrown(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : describe(thrown);
  return shorten(text.split('\n', 1)[0] as string, 200);
}

/** The first numbers of a vector, in brackets. */
export function describeVector(vector: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(vector.length, 8) }, (_, i) =>
    Number((vector[i] as number).toPrecision(6)),
  );
  return `[${shown.join(', ')}${vector.length > 8 ? ', …' : ''}]`;
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
