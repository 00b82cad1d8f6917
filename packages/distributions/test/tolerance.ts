/** How far float32 may be off on each backend, in units of max(1, |expected|). */
export const tolerance = { cpu: 2e-5, wasm: 2e-5 } as const;

export type Backend = keyof typeof tolerance;

export const backends: readonly Backend[] = Object.keys(tolerance) as Backend[];
