import { isolated } from './isolated.ts';
import type { OfflineBuild } from './offlineBuild.ts';
import { Shelf } from './shelf.ts';

/** What TypeScript's DOM library leaves out of a service worker's scope. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  readonly request: Request;
  readonly resultingClientId: string;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: {
      includeUncontrolled: boolean;
      type: 'window';
    }): Promise<readonly { readonly id: string; postMessage(message: string): void }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(name: 'fetch', listener: (event: Asked) => void): void;
}

declare const __OFFLINE_BUILD__: OfflineBuild;

const scope = self as unknown as Scope;
const root = scope.registration.scope;
const shelf = new Shelf(root, __OFFLINE_BUILD__);
const windows = () => scope.clients.matchAll({ includeUncontrolled: true, type: 'window' });

scope.addEventListener('install', (event) => event.waitUntil(install()));
// Pages that are open keep their own version's files; those opened from now on are of this one.
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  if (method !== 'GET' || !address.href.startsWith(root)) return;
  const below = address.pathname.slice(new URL(root).pathname.length);
  const isPage = mode === 'navigate' && (below === '' || below === 'index.html');
  event.respondWith(isPage ? openPage(event) : openPart(event.request));
});

/** A page that waits for it is told why it failed. */
async function install(): Promise<void> {
  try {
    await shelf.fill();
    await scope.skipWaiting();
  } catch (error) {
    const isFull = error instanceof Error && error.name === 'QuotaExceededError';
    const reason = isFull
      ? 'the storage that the browser gives it is full'
      : 'not all of its files could be fetched';
    for (const page of await windows()) page.postMessage(reason);
    throw error;
  }
}

/** The page of this version. Where no other is open, the versions before have nobody left who asks for them. */
async function openPage({ request, resultingClientId }: Asked): Promise<Response> {
  const others = (await windows()).filter(({ id }) => id !== resultingClientId);
  if (others.length === 0) await shelf.clear();
  return isolated((await shelf.page()) ?? (await fetch(request)));
}

async function openPart(request: Request): Promise<Response> {
  return isolated((await shelf.part(request.url)) ?? (await fetch(request)));
}
