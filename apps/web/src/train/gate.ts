/** Lets through whoever comes while it is open, and has them wait while it is shut. */
export class Gate {
  private waiting: (() => void) | undefined;
  private opened: Promise<void> = Promise.resolve();

  get isShut(): boolean {
    return this.waiting !== undefined;
  }

  shut(): void {
    if (this.waiting) return;
    this.opened = new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  open(): void {
    this.waiting?.();
    this.waiting = undefined;
  }

  passed(): Promise<void> {
    return this.opened;
  }
}
