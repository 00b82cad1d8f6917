/** What is wrong with an address, in one line of plain text that holds no control characters. */
export class StateError extends Error {
  override readonly name = 'StateError';

  /** @param must what must hold, after "must" */
  constructor(what: string, must: string, received: string) {
    super(`${what} must ${must}; received ${quote(received)}.`);
  }
}

const LONGEST = 40;

/** A piece of an address between quotes, cut short; letters that are controls or turn the direction of reading are shown. */
function quote(text: string): string {
  const letters = [...text];
  const kept = letters.slice(0, LONGEST).join('');
  const shown = kept.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return `'${shown}${letters.length > LONGEST ? '…' : ''}'`;
}
