/** Functions that want to hear of one thing. */
export class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();

  /** Hears every next value, until the function that is returned is called. */
  on(listener: (value: T) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(value: T): void {
    for (const listener of this.all) listener(value);
  }
}
