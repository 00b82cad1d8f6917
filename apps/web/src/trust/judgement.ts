import type { Page } from '../shell/page.ts';
import type { Desk } from '../train/desk.ts';
import { answerOf } from './verdict.ts';

/** What is known of a model's worth: a sentence with a dot, and what can be done about it. */
export interface Judgement {
  readonly dot: 'trust' | 'doubt' | 'open';
  readonly sentence: string;
  readonly action?: 'check' | 'stop';
}

/** Of the model at hand. */
export function judge({ model, problem }: Page, desk: Desk): Judgement {
  const { phase, verdict, unchecked, stages, shown } = desk.state;
  if (!model) return { dot: 'open', sentence: 'There is no model yet: train one.' };
  if (!desk.isAbout(model)) return unknown(model.origin, (problem.simulator ?? problem.own) !== undefined);
  if (verdict) return { dot: verdict.trusted ? 'trust' : 'doubt', sentence: answerOf(verdict) };
  if (phase === 'checking') {
    const { check } = stages;
    const sentence = `Being checked on simulations it has not seen${check ? `: ${check.text}` : ''} …`;
    return { dot: 'open', sentence, action: 'stop' };
  }
  if (unchecked) return { dot: 'open', sentence: `Not checked: ${unchecked}` };
  const { epoch = 1, isBest = false } = shown ?? {};
  const what = isBest
    ? `how it was after epoch ${epoch}, its best so far`
    : `how it stands in epoch ${epoch}`;
  return { dot: 'open', sentence: `Still learning: what is shown is ${what}.` };
}

function unknown(origin: 'shipped' | 'trained' | 'opened', hasSimulator: boolean): Judgement {
  const where = {
    shipped: 'comes with the page',
    trained: 'was trained here',
    opened: 'was opened from a file',
  };
  const sentence = `This model ${where[origin]}, and was not checked on this visit.`;
  return hasSimulator ? { dot: 'open', sentence, action: 'check' } : { dot: 'open', sentence };
}
