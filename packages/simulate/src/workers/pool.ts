import type { Receive, Rows } from '../rows.ts';
import { Lane, type LaneSettings } from './lane.ts';

/** Rows that a worker is handed at once, at most: enough to hide the way there and back. */
const STRETCH = 64;

/** Simulates rows on workers. Which worker gets which row depends on their speed; what a row holds does not. */
export class Pool implements Rows {
  private readonly settings: LaneSettings;
  private readonly workers: number;
  private readonly lanes: Lane[] = [];
  private stopped = false;

  constructor(settings: LaneSettings, workers: number) {
    this.settings = settings;
    this.workers = workers;
  }

  async run(from: number, to: number, receive: Receive): Promise<void> {
    const { lanes } = this;
    while (lanes.length < Math.min(this.workers, to - from)) lanes.push(new Lane(this.settings));
    let next = from;
    const drain = async (lane: Lane) => {
      while (next < to && !this.stopped) {
        const first = next;
        // shorter towards the end, so that no worker waits long for the last one
        next += Math.min(STRETCH, Math.ceil((to - first) / (4 * lanes.length)));
        await lane.run(first, next, receive);
      }
    };
    await Promise.all(lanes.map(drain));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }
}
