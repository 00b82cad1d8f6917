/** Deeper than any recipe. */
const DEEPEST = 8;

/** Whether a value is plain JSON data: nothing that JSON cannot hold, and not nested deeply. */
export function isJson(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === DEEPEST) return false;
  if (Array.isArray(value)) return value.every((entry) => isJson(entry, depth + 1));
  return isPlain(value) && Object.values(value).every((entry) => isJson(entry, depth + 1));
}

/** Of any realm: the prototype of a plain object has none itself. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
