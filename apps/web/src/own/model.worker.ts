// Looks into a model file before the page believes it: whatever a file makes the reader stumble over stays in here.
import { useBackend } from '@sbi/backends';
import { SbiError } from '@sbi/core';
import { type AmortizedPosterior, decode, describeTraining, type Ensemble } from '@sbi/npe';
import type { ModelContents, ModelOrder, ModelReport } from './modelProtocol.ts';

self.onmessage = async ({ data: { bytes, source } }: MessageEvent<ModelOrder>) => {
  try {
    await useBackend('cpu');
    using amortized = decode(bytes, { source });
    postMessage(contentsOf(amortized) satisfies ModelReport);
  } catch (error) {
    postMessage({ reason: reasonOf(error, source) } satisfies ModelReport);
  }
};

function contentsOf(amortized: AmortizedPosterior | Ensemble): ModelContents {
  const { names, xNames, xShape } = amortized;
  const [first] = 'members' in amortized ? amortized.members : [amortized];
  const { training, estimator } = first as AmortizedPosterior;
  const { xLoc, xScale, xFloor } = estimator.preconditioner.values;
  // where ln x is read, its middle and width are those of the logarithm
  const isLog = (i: number) => (xFloor?.[i] ?? 0) > 0;
  const middle = Array.from(xLoc, (value, i) => (isLog(i) ? Math.exp(value) : value));
  const width = Array.from(xScale, (value, i) => (isLog(i) ? value * (middle[i] as number) : value));
  return { names, xNames, xShape, middle, width, words: describeTraining(training) };
}

function reasonOf(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const isNamed = SbiError.isInstance(error) && message.includes(source);
  return isNamed ? message : `${source} is no model file that can be read: ${message}`;
}
