/** One answer of the worker while the observation is dragged; times in milliseconds. */
interface Answer {
  readonly problem: string;
  readonly parameters: number;
  readonly draws: number;
  readonly threads: number;
  /** Inside the worker: draws and their panels. */
  readonly compute: number;
  /** From the order's message to the answer's. */
  readonly answer: number;
  /** From the pointer's move to the end of the frame that shows its picture. */
  readonly screen: number;
}

export interface Watched {
  readonly answers: Answer[];
  /** When posteriors came from the worker, whatever asked for them. */
  readonly drawn: number[];
  /** Lengths of tasks of 50 ms and more on the main thread. */
  readonly longTasks: number[];
  /** When frames began. */
  readonly frames: number[];
}

/**
 * Runs in the page before anything else: listens to the live worker's messages, and writes down when posteriors came, how
 * long the main thread was busy, and of those that a drag asked for when the pointer moved, when the answer came, and when
 * its picture was on the screen, in `window.watched`.
 */
export function watchPage(): void {
  const watched: Watched = { answers: [], drawn: [], longTasks: [], frames: [] };
  const asked = new Map<number, { readonly order: number; readonly pointer: number }>();
  let pointer = 0;
  addEventListener('pointermove', ({ timeStamp }) => (pointer = timeStamp), { capture: true });
  new PerformanceObserver((list) => {
    watched.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const frame = (now: number): void => {
    watched.frames.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const hear = ({ data }: MessageEvent): void => {
    if (data?.type !== 'drawn') return;
    watched.drawn.push(performance.now());
    const order = asked.get(data.id);
    if (order === undefined) return;
    asked.delete(data.id);
    const answer = performance.now() - order.order;
    const shown = new MessageChannel();
    shown.port1.onmessage = () => {
      shown.port1.close();
      const { names, rows, threads, milliseconds } = data;
      const screen = performance.now() - order.pointer;
      const problem = new URLSearchParams(location.hash.slice(1)).get('problem') ?? '';
      watched.answers.push({
        problem,
        parameters: names.length,
        draws: rows,
        threads,
        compute: milliseconds,
        answer,
        screen,
      });
    };
    // The picture is painted in this frame; the message comes after the frame's layout and paint.
    requestAnimationFrame(() => shown.port2.postMessage(0));
  };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (
    this: Worker,
    message: { type?: string; pace?: string; id: number },
    ...rest
  ) {
    if (message?.type === 'draw' && message.pace === 'moving')
      asked.set(message.id, { order: performance.now(), pointer });
    return (postMessage as (...args: unknown[]) => void).call(this, message, ...rest);
  } as Worker['postMessage'];
  const Plain = Worker;
  const Heard = class extends Plain {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      this.addEventListener('message', hear);
    }
  };
  Object.assign(window, { watched, Worker: Heard });
}
