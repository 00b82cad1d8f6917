/** The longest name that a model file carries. */
const LONGEST_NAME = 200;

/** What a list of names must be, for a message. */
export function namesRule(count: number): string {
  return `name ${count} columns, each once, in at most ${LONGEST_NAME} characters without control characters`;
}

/** Whether a value is such a list: fit for a table, a file and a terminal. */
export function areNames(value: unknown, count: number): value is readonly string[] {
  return (
    Array.isArray(value) && value.length === count && value.every(isName) && new Set(value).size === count
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_NAME && !/\p{Cc}/u.test(value);
}
