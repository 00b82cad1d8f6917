// Engines without explicit resource management lack the symbol that `using` looks up.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('Symbol.dispose');
