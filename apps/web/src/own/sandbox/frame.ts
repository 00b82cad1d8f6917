import { SimulatorError } from '../simulatorError.ts';
import type { SandboxAnswer, SandboxOrder } from './answers.ts';
import guard from './guard.js?raw';
import { readAnswer } from './readAnswer.ts';
import type { Program } from './scriptOf.ts';

/** Of guard.js; the page's own Content-Security-Policy names it too, since a frame without an address inherits that. */
const GUARD_HASH = 'sha256-ey3eOG7GUdcajkSQu/5Z9toWzXRBembf4Q0/KvT6/ys=';

const policy = `default-src 'none'; script-src '${GUARD_HASH}'; worker-src blob:`;
const text = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${guard}</script>`;

/** Milliseconds that a frame and its worker may take to start, on top of the simulator's. */
const STARTING = 10_000;

interface Awaited {
  readonly patience: number;
  readonly resolve: (answer: SandboxAnswer) => void;
  readonly reject: (error: SimulatorError) => void;
}

/**
 * A sandboxed frame of an opaque origin with one worker in it, which runs a program: no network, no storage, no way to the
 * page but numbers over one port. It lives until the first thing that is wrong, or `dispose`.
 */
export class Frame {
  private readonly element = document.createElement('iframe');
  private readonly channel = new MessageChannel();
  private awaited: Awaited | undefined;
  private ended: SimulatorError | undefined;
  private isReady = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ program, place }: Program) {
    const { element, channel } = this;
    element.setAttribute('sandbox', 'allow-scripts');
    element.title = 'The simulator runs here, apart from the page';
    element.hidden = true;
    element.srcdoc = text;
    channel.port1.onmessage = ({ data }) => this.take(readAnswer(data, place));
    element.onload = () => {
      element.onload = null;
      element.contentWindow?.postMessage(program, '*', [channel.port2]);
    };
    document.body.append(element);
  }

  /**
   * One order, one answer. @throws SimulatorError when the worker fails, is silent for `patience` milliseconds, or sends
   * anything else; the frame has ended then
   */
  ask(order: SandboxOrder, most: number, patience: number): Promise<SandboxAnswer> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.awaited = { resolve, reject, patience };
      this.channel.port1.postMessage({ order, most });
      this.watch(this.isReady ? patience : patience + STARTING, patience);
    });
  }

  /** Removes the frame, and with it the worker and all that it holds. What is awaited is rejected. */
  dispose(): void {
    this.end(new SimulatorError('died', 'The simulator was ended.'));
  }

  private take(answer: SandboxAnswer | SimulatorError): void {
    const { awaited } = this;
    if (answer instanceof SimulatorError) this.end(answer);
    else if (answer[0] === 'ready' && !this.isReady) {
      this.isReady = true;
      if (awaited) this.watch(awaited.patience, awaited.patience);
    } else if (!awaited)
      this.end(new SimulatorError('flooded', 'The simulator must send nothing by itself.'));
    else {
      clearTimeout(this.timer);
      this.awaited = undefined;
      awaited.resolve(answer);
    }
  }

  /** Winds the clock. When this thread was busy for long, an answer waits behind it: that is read before it strikes. */
  private watch(limit: number, patience: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = setTimeout(() => this.end(silence(patience)));
    }, limit);
  }

  private end(error: SimulatorError): void {
    if (this.ended) return;
    this.ended = error;
    clearTimeout(this.timer);
    this.channel.port1.close();
    this.element.remove();
    this.awaited?.reject(error);
    this.awaited = undefined;
  }
}

function silence(patience: number): SimulatorError {
  const within = patience >= 1000 ? `${patience / 1000} s` : `${patience} ms`;
  return new SimulatorError(
    'silent',
    `The simulator must answer within ${within}; nothing came, so it was ended (a loop or a list without end?).`,
  );
}
