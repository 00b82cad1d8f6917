import type { MountRoom } from '../shell/rooms.ts';
import { keepOffline } from './keepOffline.ts';

/** The line at the foot of the page that says whether it works offline. */
export const mountOffline: MountRoom = (root) => {
  keepOffline((line) => root.replaceChildren(line));
};
