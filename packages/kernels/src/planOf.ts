import type { CouplingArchitecture } from './couplingArchitecture.ts';
import { CouplingPlan } from './couplingPlan.ts';
import type { FlowPlan } from './flowPlan.ts';
import type { MafArchitecture } from './mafArchitecture.ts';
import { MafPlan } from './mafPlan.ts';

/** The attributes of the ops: a flow as the kernels know it. */
export type Architecture = MafArchitecture | CouplingArchitecture;

/** The plan of any flow. */
export function planOf(architecture: Architecture): FlowPlan {
  return 'orders' in architecture ? new MafPlan(architecture) : new CouplingPlan(architecture);
}
