import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Answer, Request } from './spec.ts';

/** How a peer is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The one core that it may use; all unless given. */
  readonly core?: number;
}

/** A process that answers requests, a line of JSON each, one at a time. */
export class Peer {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private errors = '';

  constructor(name: string, { program, args, env, core }: Command) {
    this.name = name;
    const pinned = core === undefined ? [program, ...args] : ['taskset', '-c', `${core}`, program, ...args];
    this.child = spawn(pinned[0] as string, pinned.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.on('error', (error) => {
      this.errors = String(error);
    });
    this.child.stdin?.on('error', () => undefined); // a process that died says so by its silence
    this.child.stderr?.on('data', (part: Buffer) => {
      this.errors = (this.errors + part.toString()).slice(-2000);
    });
    this.reader = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** @throws Error with what the peer says went wrong, or when it takes longer than so many seconds */
  async ask(request: Request, seconds = 600): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${request.method} took over ${seconds} s`)), seconds * 1000);
    });
    try {
      const { value, done } = await Promise.race([this.lines.next(), late]);
      if (done) throw new Error(`it ended: ${this.errors.trim().split('\n').at(-1) ?? ''}`);
      const answer = JSON.parse(value as string) as Answer;
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    } catch (error) {
      throw new Error(`${this.name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.reader.close();
    this.child.kill();
  }
}
