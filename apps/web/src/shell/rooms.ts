import type { Page } from './page.ts';

/** Fills an element of the shell, once, and listens to the page from then on. */
export type MountRoom = (root: HTMLElement, page: Page) => void;

interface LateRoom {
  /** Of the element in index.html. */
  readonly id: string;
  /** When its view is first looked at, or as soon as the first posterior stands on the screen. */
  readonly when: 'train' | 'own' | 'painted';
  load(): Promise<MountRoom>;
}

/** The rooms that the first picture does not need. */
const lateRooms: readonly LateRoom[] = [
  { id: 'trust-room', when: 'painted', load: async () => (await import('../trust/trustRoom.ts')).mountTrust },
  { id: 'take-room', when: 'painted', load: async () => (await import('../take/takeRoom.ts')).mountTake },
  {
    id: 'offline-room',
    when: 'painted',
    load: async () => (await import('../offline/offlineRoom.ts')).mountOffline,
  },
  { id: 'train-room', when: 'train', load: async () => (await import('../train/trainRoom.ts')).mountTrain },
  { id: 'own-room', when: 'own', load: async () => (await import('../own/mountOwn.ts')).mountOwn },
];

/** Loads every late room when its time comes. */
export function mountLateRooms(page: Page): void {
  const waiting = new Set(lateRooms);
  const open = (isTime: (room: LateRoom) => boolean) => {
    for (const room of waiting) {
      if (!isTime(room)) continue;
      waiting.delete(room);
      mount(room, page);
    }
  };
  page.onView.on((view) => open(({ when }) => when === view));
  page.onPainted.on(() => open(({ when }) => when === 'painted'));
  open(({ when }) => when === page.view);
}

async function mount({ id, load }: LateRoom, page: Page): Promise<void> {
  try {
    const room = await load();
    room(document.getElementById(id) as HTMLElement, page);
  } catch (error) {
    page.trouble(
      `A part of this page does not load: ${(error as Error).message}. Reload the page to try again.`,
    );
  }
}
