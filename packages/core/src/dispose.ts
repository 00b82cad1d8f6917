// Browsers and Node 18 without explicit resource management lack the symbol that `using` looks up.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('Symbol.dispose');

/** The symbol under which `using` finds how to free something. */
export const dispose: typeof Symbol.dispose = Symbol.dispose;
