const marker = Symbol.for('@sbi/plots/PlotError');

/**
 * Something that was given to a plot cannot be drawn. The message is one line: what must hold; what was received; where.
 *
 * @example
 * import { PlotError, pairPlot } from '@sbi/plots';
 * try {
 *   pairPlot([]);
 * } catch (error) {
 *   console.log(PlotError.isInstance(error), error.argument); // → true samples
 * }
 */
export class PlotError extends Error {
  override readonly name = 'PlotError';
  /** Name of the argument or option at fault, such as `limits`. */
  readonly argument: string;
  /** What must hold, such as `have low < high`. */
  readonly expected: string;
  /** What came instead, in words. */
  readonly received: string;
  /** The public function that refused. */
  readonly where: string;

  constructor(
    fault: { argument: string; expected: string; received: string; where: string },
    options?: ErrorOptions,
  ) {
    super(`${fault.argument} must ${fault.expected}; received ${fault.received} (${fault.where}).`, options);
    this.argument = fault.argument;
    this.expected = fault.expected;
    this.received = fault.received;
    this.where = fault.where;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Tells a PlotError also where two copies of this package are installed, where `instanceof` does not. */
  static isInstance(error: unknown): error is PlotError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** Throws a {@link PlotError} unless `condition` holds. */
export function must(
  condition: unknown,
  argument: string,
  expected: string,
  received: string,
  where: string,
): asserts condition {
  if (!condition) throw new PlotError({ argument, expected, received, where });
}

/** A value as it may stand in an error message: short, one line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === null || typeof value !== 'object') return String(value);
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return showList(value as unknown as ArrayLike<unknown>);
  return 'an object';
}

function showList(list: ArrayLike<unknown>): string {
  const shown = Array.from({ length: Math.min(list.length, 4) }, (_, i) => {
    const item = list[i];
    return typeof item === 'object' && item !== null ? '…' : show(item);
  });
  return `[${shown.join(', ')}${list.length > 4 ? ', …' : ''}]`;
}
