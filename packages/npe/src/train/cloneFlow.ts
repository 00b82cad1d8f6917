import { ConditionalFlow, Parameters, Preconditioner } from '@sbi/flows';

/** A flow with the same numbers and a life of its own; the caller owns it. */
export function cloneFlow({ architecture, parameters, preconditioner }: ConditionalFlow): ConditionalFlow {
  const { flat } = parameters; // throws where it is disposed, before anything is made
  const { values, clip, xShape } = preconditioner;
  const copy = new Parameters(parameters.spec, new Float32Array(parameters.size));
  copy.assign(flat);
  return new ConditionalFlow(architecture, copy, new Preconditioner(values, clip, xShape));
}
