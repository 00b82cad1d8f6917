import type { Crew } from './crew.ts';
import type { Input } from './input.ts';
import { ALL, type Arrays, type Job, type Work } from './job.ts';

/** A job with its numbers, and the sizes of what it gives. */
export interface Task {
  readonly job: Job;
  readonly flat: Input;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly sizes: Readonly<Record<string, number>>;
  /** How many chunks it has, and the numbers of each one's gradient. */
  readonly pieces: number;
  readonly partSize: number;
}

type Given = Readonly<Record<string, Float32Array>>;

/** Does a job: a crew shares its chunks, where it is there and they are more than one; what it gives, by name. */
export function runTask(task: Task, work: Work, crew: Crew | undefined): Given {
  return task.pieces > 1 && crew?.isThere ? crew.run(task, work) : runAlone(task, work);
}

function runAlone({ job, flat, inputs, sizes }: Task, work: Work): Given {
  const outputs = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [name, new Float32Array(size)] as const),
  );
  // read only when they are not here yet
  const arrays = Object.defineProperty({ ...inputs, ...outputs }, 'flat', { get: () => flat.read() });
  work(job, arrays as unknown as Arrays, ALL);
  return outputs;
}
