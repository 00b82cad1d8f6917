import type { EpochReport, Verdict } from '@sbi/npe';
import type { VerdictFigure } from '../trust/verdict.ts';
import { type PageBackend, pageBackends, type Shown, type Stage, type TrainedReport } from './protocol.ts';
import type { EngineReport } from './trainEngine.ts';

/** What the training worker does. */
export type Phase =
  | 'asleep'
  | 'starting'
  | 'ready'
  | 'simulating'
  | 'training'
  | 'pausing'
  | 'paused'
  | 'stopping'
  | 'checking'
  | 'ended'
  | 'refused'
  | 'interrupted';

/** How far a stage has come, in numbers and words. */
interface Progress {
  readonly fraction: number;
  readonly text: string;
}

/** All that is known of a training on the page's side. */
export interface DeskState {
  readonly phase: Phase;
  readonly backend: PageBackend | undefined;
  /** Why a backend cannot start here. */
  readonly obstacles: Readonly<Partial<Record<PageBackend, string>>>;
  readonly stages: Readonly<Partial<Record<Stage, Progress>>>;
  /** One report an epoch; a list that grows. */
  readonly history: readonly EpochReport[];
  /** What the posterior is that is to be seen while it is trained. */
  readonly shown: Shown | undefined;
  readonly trained: TrainedReport | undefined;
  readonly verdict: Verdict | undefined;
  /** Why there is no verdict. */
  readonly unchecked: string | undefined;
  readonly figures: readonly VerdictFigure[];
  readonly warnings: readonly string[];
  /** What went wrong, in a line. */
  readonly trouble: string | undefined;
}

export const asleep: DeskState = {
  phase: 'asleep',
  backend: undefined,
  obstacles: {},
  stages: {},
  history: [],
  shown: undefined,
  trained: undefined,
  verdict: undefined,
  unchecked: undefined,
  figures: [],
  warnings: [],
  trouble: undefined,
};

/** A worker that starts: what is known of backends stays. */
export function starting({ obstacles }: DeskState): DeskState {
  return { ...asleep, phase: 'starting', obstacles };
}

/** A training that begins: what the last one came to is gone. */
export function beginning({ obstacles, backend }: DeskState): DeskState {
  return { ...asleep, phase: 'simulating', obstacles, backend };
}

/** Whether something is computed that can be stopped. */
export function isUnderWay({ phase }: DeskState): boolean {
  return ['simulating', 'training', 'pausing', 'paused', 'stopping', 'checking'].includes(phase);
}

/** The state after a report. */
export function after(state: DeskState, report: EngineReport): DeskState {
  switch (report.type) {
    case 'obstacle':
      return { ...state, obstacles: { ...state.obstacles, [report.name]: shortened(report.reason) } };
    case 'refused':
      return refused(state, report.name, report.reason);
    case 'started':
      return { ...state, backend: report.name, phase: state.phase === 'starting' ? 'ready' : state.phase };
    case 'progress':
      return progressed(state, report);
    case 'warnings':
      return { ...state, warnings: [...state.warnings, ...report.texts] };
    case 'epoch':
      return learnt(moved(state, report), report.epoch);
    case 'steps':
      return moved(state, report);
    case 'model':
      return { ...state, shown: { epoch: report.epoch, isBest: report.isBest } };
    case 'paused':
      return { ...state, phase: 'paused' };
    case 'goesOn':
      return { ...state, phase: state.phase === 'stopping' ? 'stopping' : 'training' };
    case 'trained':
      return { ...state, phase: 'checking', trained: report };
    case 'checked':
      return { ...state, phase: 'ended', verdict: report.verdict, unchecked: undefined };
    case 'unchecked':
      return { ...state, phase: 'ended', unchecked: report.reason };
    case 'figures':
      return { ...state, figures: report.figures };
    case 'ended':
      return { ...state, phase: 'ended', trouble: state.trained ? undefined : report.text };
    case 'failed':
      return { ...state, phase: 'ended', trouble: report.reason };
    case 'interrupted':
      return { ...state, phase: 'interrupted', trouble: interruption(report.reason, report.epoch) };
    default:
      return state;
  }
}

function refused(state: DeskState, name: string, reason: string): DeskState {
  const isOurs = pageBackends.some((each) => each === name);
  const obstacles = isOurs ? { ...state.obstacles, [name]: shortened(reason) } : state.obstacles;
  return { ...state, phase: 'refused', obstacles, trouble: reason };
}

function progressed(
  state: DeskState,
  { stage, fraction, text }: Progress & { readonly stage: Stage },
): DeskState {
  const phase = stage === 'simulate' && state.phase !== 'stopping' ? 'simulating' : state.phase;
  return { ...state, phase, stages: { ...state.stages, [stage]: { fraction, text } } };
}

function moved(state: DeskState, { fraction, text }: Progress): DeskState {
  const phase = state.phase === 'simulating' || state.phase === 'ready' ? 'training' : state.phase;
  return { ...state, phase, stages: { ...state.stages, train: { fraction, text } } };
}

function learnt(state: DeskState, epoch: EpochReport): DeskState {
  const known = state.history.filter((one) => one.epoch < epoch.epoch || one.attempt !== epoch.attempt);
  return { ...state, history: [...known, epoch] };
}

function interruption(reason: string, epoch: number): string {
  const kept =
    epoch > 0
      ? `what was learnt until epoch ${epoch} is kept`
      : 'it had not learnt anything yet that could be kept';
  return `The training worker is gone: ${reason}; ${kept}.`;
}

/** What stands in the way, without what to do about it. */
function shortened(reason: string): string {
  return reason.replace(/^.* cannot start: /, '').replace(/(;.*)?\.?$/, '');
}
