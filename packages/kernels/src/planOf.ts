import type { CouplingArchitecture } from './couplingArchitecture.ts';
import { CouplingPlan } from './couplingPlan.ts';
import type { MafArchitecture } from './mafArchitecture.ts';
import { MafPlan } from './mafPlan.ts';
import type { Plan } from './plan.ts';

/** The attributes of the ops: a flow as the kernels know it. */
export type Architecture = MafArchitecture | CouplingArchitecture;

/** The plan of any flow. */
export function planOf(architecture: Architecture): Plan {
  return 'orders' in architecture ? new MafPlan(architecture) : new CouplingPlan(architecture);
}
