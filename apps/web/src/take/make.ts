import type { TakeOrder, TakeReport } from './protocol.ts';

/** The text of a file, made off the page's thread by a worker that lives for it alone. @throws Error saying why there is none */
export function makeText(order: TakeOrder): Promise<string> {
  const worker = new Worker(new URL('./take.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TakeReport>) => {
      if ('text' in data) resolve(data.text);
      else reject(new Error(data.reason));
    };
    worker.onerror = ({ message }) => reject(new Error(message || 'its part of the page does not load'));
    worker.postMessage(order);
  }).finally(() => worker.terminate());
}

/** Of a picture's own pixels: fine enough for print. */
const SCALE = 3;

/** An SVG as PNG. */
export async function drawPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))));
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to the browser's downloads. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be asking where to
}
