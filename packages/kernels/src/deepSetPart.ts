import { LayersPart } from './layersPart.ts';
import type { DeepSetArchitecture } from './networkArchitecture.ts';
import type { Frame, Part, Placer, SlopeFrame } from './part.ts';
import type { Machine } from './plan.ts';

/** Behind what is pooled: the number of members, that number as the head reads it, and two zeros. */
const COUNTS = 4;

/** A network over the members of a set, side by side as so many panels, and another over what they come to together. */
export class DeepSetPart implements Part {
  readonly features: number;
  readonly places: readonly number[];
  readonly count: number;
  readonly outputs: number;
  readonly size: number;
  readonly out: number;
  private readonly members: number;
  private readonly mean: 0 | 1;
  private readonly log: 0 | 1;
  private readonly trial: Part;
  private readonly trialAt: number;
  private readonly pooledAt: number;
  private readonly head: LayersPart;
  private readonly headAt: number;
  /** The features of one member that count. */
  private readonly list: number;

  /** @param makeTrial the network of one member */
  constructor(
    { members, aggregate, count, head }: DeepSetArchitecture,
    placer: Placer,
    makeTrial: () => Part,
  ) {
    this.members = members;
    this.mean = aggregate === 'mean' ? 1 : 0;
    this.log = count === 'log' ? 1 : 0;
    const trial = makeTrial();
    this.trial = trial;
    this.features = members * trial.features;
    this.places = Array.from({ length: members }, (_, member) =>
      trial.places.map((place) => member * trial.features + place),
    ).flat();
    this.list = placer.table(Int32Array.from(trial.places));
    this.trialAt = members; // behind the marks
    this.pooledAt = this.trialAt + members * trial.size;
    const pooled = Array.from({ length: trial.count }, (_, i) => i);
    this.head = new LayersPart(head, placer, {
      features: trial.outputs + COUNTS,
      places: [...pooled, trial.outputs + 1],
    });
    this.headAt = this.pooledAt + trial.outputs + COUNTS;
    this.size = this.headAt + this.head.size;
    this.count = this.head.count;
    this.outputs = this.head.outputs;
    this.out = this.headAt + this.head.out;
  }

  forward(machine: Machine, frame: Frame): void {
    const { x, at, unit, panels } = frame;
    const { members, trial, mean, log } = this;
    const { run } = machine;
    run.markMissing(at, x, this.list, trial.places.length, trial.features, members * panels);
    const own = this.memberFrame(frame);
    trial.forward(machine, own);
    const pooled = at + unit * this.pooledAt;
    run.poolSet(pooled, own.at + own.unit * trial.out, at, trial.outputs, members, mean, log, panels);
    this.head.forward(machine, { x: pooled, at: at + unit * this.headAt, unit, panels });
  }

  back(machine: Machine, frame: SlopeFrame): void {
    const { at, dAt, unit, panels } = frame;
    const { members, trial, mean } = this;
    const [pooled, dPooled] = [at + unit * this.pooledAt, dAt + unit * this.pooledAt];
    const [headAt, dHeadAt] = [at + unit * this.headAt, dAt + unit * this.headAt];
    this.head.back(machine, { x: pooled, dx: dPooled, at: headAt, dAt: dHeadAt, unit, panels });
    const own = this.memberFrame(frame);
    const dTrial = dAt + unit * this.trialAt;
    const dOut = dTrial + own.unit * trial.out;
    machine.run.poolSetGradient(dOut, dPooled, pooled, at, trial.outputs, members, mean, panels);
    trial.back(machine, { ...own, dx: frame.dx, dAt: dTrial });
  }

  private memberFrame({ x, at, unit, panels }: Frame): Frame {
    const { members, trialAt } = this;
    return { x, at: at + unit * trialAt, unit: unit * members, panels: panels * members };
  }
}
