/** What a worker can do and a simulator need not: each is said to be missing when it is asked for. */
const missing: readonly (readonly [why: string, names: readonly string[]])[] = [
  [
    'a simulator has no network',
    [
      ...['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource'],
      ...['importScripts', 'Request', 'navigator', 'RTCDataChannel'],
    ],
  ],
  [
    'a simulator keeps nothing',
    ['indexedDB', 'caches', 'localStorage', 'sessionStorage', 'cookieStore', 'FileReaderSync'],
  ],
  [
    'a simulator cannot reach the page',
    ['window', 'document', 'parent', 'top', 'opener', 'frames', 'alert', 'location', 'origin'],
  ],
  [
    'a simulator returns its numbers, and sends nothing',
    ['postMessage', 'MessageChannel', 'BroadcastChannel', 'close', 'Notification', 'reportError'],
  ],
  ['a simulator runs in one worker', ['Worker', 'SharedWorker', 'SharedArrayBuffer', 'WebAssembly']],
  ['text does not become code here', ['eval', 'Function']],
  [
    'a simulator computes at once',
    ['setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask', 'scheduler'],
  ],
  ['use rng, so that the same seed gives the same table', ['crypto']],
];

/**
 * Takes from this realm what a simulator need not have, so that asking for it is an error with a line and a reason. What
 * really holds it is the frame: its opaque origin, its Content-Security-Policy, and whoever watches it from outside.
 */
export function removePowers(print: (line: string) => void): void {
  for (const [why, names] of missing) for (const name of names) remove(globalThis, name, why);
  // Its draws could not be repeated.
  remove(Math, 'random', 'use rng.uniform(), so that the same seed gives the same table', 'Math.random');
  const say = (...values: unknown[]) => print(values.map(String).join(' '));
  const console = Object.freeze({ log: say, info: say, warn: say, error: say, debug: say });
  Object.defineProperty(globalThis, 'console', { value: console });
}

function remove(owner: object, name: string, why: string, called = name): void {
  for (let each: object | null = owner; each; each = Object.getPrototypeOf(each))
    Reflect.deleteProperty(each, name);
  Object.defineProperty(owner, name, {
    get() {
      throw new ReferenceError(`${called} is not there: ${why}`);
    },
  });
}
