/** Remembers the best validation loss, and says when to give up waiting for a better one. */
export class Patience {
  private epochs: number;
  private lowest = Number.POSITIVE_INFINITY;
  private since = 0;

  /** @param epochs how many epochs in a row may bring nothing better */
  constructor(epochs: number) {
    this.epochs = epochs;
  }

  /** Takes a validation loss; true when it is strictly the lowest so far. */
  improves(loss: number): boolean {
    const better = loss < this.lowest;
    if (better) this.lowest = loss;
    this.since = better ? 0 : this.since + 1;
    return better;
  }

  /** Goes on from a best loss and the epochs since; without them as it is, with another patience. */
  restart(epochs: number, best: number = this.lowest, fruitless: number = this.since): void {
    this.epochs = epochs;
    this.lowest = best;
    this.since = fruitless;
  }

  /** Epochs left to wait. */
  get left(): number {
    return Math.max(0, this.epochs - this.since);
  }

  /** Epochs in a row that brought nothing better. */
  get fruitless(): number {
    return this.since;
  }

  get best(): number {
    return this.lowest;
  }
}
