/** Why a training ended. */
export type StopReason = 'patience' | 'epochs' | 'steps' | 'time' | 'cancelled';

/** Remembers the best validation loss, and says when to give up waiting for a better one. */
export class Patience {
  private readonly epochs: number;
  private lowest = Number.POSITIVE_INFINITY;
  private fruitless = 0;

  /** @param epochs how many epochs in a row may bring nothing better */
  constructor(epochs: number) {
    this.epochs = epochs;
  }

  /** Takes a validation loss; true when it is strictly the lowest so far. */
  improves(loss: number): boolean {
    const better = loss < this.lowest;
    if (better) this.lowest = loss;
    this.fruitless = better ? 0 : this.fruitless + 1;
    return better;
  }

  /** Epochs left to wait. */
  get left(): number {
    return this.epochs - this.fruitless;
  }

  get best(): number {
    return this.lowest;
  }
}
