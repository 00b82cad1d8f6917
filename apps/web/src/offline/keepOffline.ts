/**
 * Keeps the page in this browser, so that it opens without a network, and with the headers that threads need when it is
 * loaded again. What a visitor should know of it is told in one line, once; nothing where all is well.
 */
export async function keepOffline(tell: (line: string) => void): Promise<void> {
  if (import.meta.env.DEV) return; // the development server's files change under its hands
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) {
    const why = isSecureContext ? 'this browser has no service workers' : 'its address is not https';
    return tell(refusal(why));
  }
  const wasKept = serviceWorker.controller !== null;
  const failed = new Promise<string>((resolve) => {
    serviceWorker.addEventListener('message', ({ data }) => resolve(String(data)), { once: true });
  });
  serviceWorker.startMessages();
  try {
    const address = new URL('offline.js', document.baseURI);
    await serviceWorker.register(address, { updateViaCache: 'none' });
    const reason = await Promise.race([failed, serviceWorker.ready.then(() => undefined)]);
    if (reason !== undefined) return tell(refusal(reason));
  } catch {
    return tell(refusal('this browser does not let it'));
  }
  if (!wasKept) tell('From now on this page also works offline.');
}

function refusal(why: string): string {
  return `This page cannot be kept for use offline, because ${why}.`;
}
