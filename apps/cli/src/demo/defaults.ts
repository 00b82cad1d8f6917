import type { FlowName, NetworkName, TypedRecipe } from '../arguments.ts';

/** What a demo does where nothing else is said. */
export interface DemoDefaults {
  readonly simulations: number;
  readonly flow?: TypedRecipe<FlowName>;
  readonly embedding?: TypedRecipe<NetworkName>;
}

/** Many enough that the posterior is good, few enough that nobody goes away. */
const DEFAULTS: Readonly<Record<string, DemoDefaults>> = {
  gaussian: { simulations: 2000 },
  'gaussian-linear': { simulations: 2000 },
  'gaussian-linear-uniform': { simulations: 2000 },
};

export function defaultsOf(problem: string): DemoDefaults {
  return DEFAULTS[problem] ?? { simulations: 5000 };
}
