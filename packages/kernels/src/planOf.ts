import type { CouplingArchitecture } from './couplingArchitecture.ts';
import { CouplingPlan } from './couplingPlan.ts';
import type { FlowPlan } from './flowPlan.ts';
import type { MafArchitecture } from './mafArchitecture.ts';
import { MafPlan } from './mafPlan.ts';
import { type MdnArchitecture, MdnPlan } from './mdnPlan.ts';

/** The attributes of the ops: a flow as the kernels know it. */
export type Architecture = MafArchitecture | CouplingArchitecture | MdnArchitecture;

/** The plan of any flow. */
export function planOf(architecture: Architecture): FlowPlan {
  if ('orders' in architecture) return new MafPlan(architecture);
  return 'components' in architecture ? new MdnPlan(architecture) : new CouplingPlan(architecture);
}
