/** Elements that two views show: each is moved to the one that is looked at, and back. */
export class Borrowed {
  private readonly pairs: readonly { readonly element: HTMLElement; readonly place: Comment }[];

  /** @param ids of elements, which go to where their place is marked as `data-place` in the borrowing view */
  constructor(ids: readonly string[]) {
    this.pairs = ids.map((id) => {
      const element = document.getElementById(id) as HTMLElement;
      const place = document.createComment(id);
      return { element, place };
    });
  }

  take(view: HTMLElement): void {
    for (const { element, place } of this.pairs) {
      const target = view.querySelector(`[data-place="${element.id}"]`);
      if (!target || place.isConnected) continue;
      element.before(place);
      target.append(element);
    }
  }

  giveBack(): void {
    for (const { element, place } of this.pairs) {
      if (place.isConnected) place.replaceWith(element);
    }
  }
}
