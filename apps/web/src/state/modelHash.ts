/**
 * The SHA-256 of a model file, 64 hexadecimal digits; undefined on a page that is not a secure context, where browsers
 * offer none.
 */
export async function modelHash(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (globalThis.crypto?.subtle === undefined) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
