import { describe, expect, it } from 'vitest';
import { describeTraining } from '../src/index.ts';
import { Patience } from '../src/train/patience.ts';

describe('Patience', () => {
  it('calls strictly lower losses better, and nothing else', () => {
    const patience = new Patience(3);
    const answers = [2, 2, 1, 1, 1.5, 0.5].map((loss) => patience.improves(loss));
    expect(answers).toEqual([true, false, true, false, false, true]);
    expect(patience.best).toBe(0.5);
  });

  it('runs out after that many epochs in a row without a better one', () => {
    const patience = new Patience(2);
    const left = [3, 4, 2.9, 3, 3].map((loss) => {
      patience.improves(loss);
      return patience.left;
    });
    expect(left).toEqual([2, 1, 2, 1, 0]);
  });
});

describe('describeTraining', () => {
  const training = { epochs: 7, bestEpoch: 5, rows: 20_000, steps: 700 };

  it.each([
    ['patience', 'Converged after 7 epochs; the best was epoch 5.'],
    ['epochs', 'Stopped at 7 epochs, the maxEpochs asked for, before it converged: raise maxEpochs.'],
    [
      'steps',
      'Stopped after 700 gradient steps, the maxSteps asked for, before it converged: raise maxSteps.',
    ],
    ['schedule', 'Ended with its schedule after 700 gradient steps; the best was epoch 5.'],
    ['time', 'Stopped after 7 epochs when maxSeconds had passed, before it converged: allow more time.'],
    [
      'cancelled',
      'Cancelled after 7 epochs: what was learnt until epoch 5 is kept; go on with the same Trainer.',
    ],
  ] as const)('says why it stopped: %s', (stopped, sentence) => {
    expect(describeTraining({ ...training, stopped })).toBe(sentence);
  });

  it('says what to try next when it ended early or had little to learn from', () => {
    expect(describeTraining({ stopped: 'patience', epochs: 30, bestEpoch: 1, rows: 500, steps: 60 })).toBe(
      'Converged after 30 epochs; the best was epoch 1. It ended early: a larger patience may find a better fit. For a sharper posterior, simulate more.',
    );
  });

  it('says that a schedule ended too soon', () => {
    expect(describeTraining({ ...training, stopped: 'schedule', bestEpoch: 7 })).toBe(
      'Ended with its schedule after 700 gradient steps; the best was epoch 7. It was still getting better: more scheduleSteps may find a better fit.',
    );
  });

  it('has words for one epoch and for none', () => {
    expect(describeTraining({ ...training, stopped: 'epochs', epochs: 1 })).toContain('at 1 epoch, the');
    expect(describeTraining({ ...training, stopped: 'cancelled', epochs: 0, bestEpoch: 0 })).toBe(
      'Cancelled before the first epoch ended: nothing is learnt yet.',
    );
  });
});
