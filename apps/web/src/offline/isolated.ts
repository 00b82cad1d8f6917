/** What browsers ask for before they share memory between threads, and what a static host does not send. */
const HEADERS: readonly (readonly [string, string])[] = [
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** The same response with these headers. It is a new one: one that was redirected would not open as a page. */
export function isolated(response: Response): Response {
  if (response.type === 'opaqueredirect') return response; // the browser follows it, and asks again
  const { body, status, statusText, headers } = response;
  const all = new Headers(headers);
  for (const [name, value] of HEADERS) all.set(name, value);
  const isEmpty = [101, 204, 205, 304].includes(status);
  return new Response(isEmpty ? null : body, { status, statusText, headers: all });
}
