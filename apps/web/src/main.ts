import { mountObservation } from './data/observationRoom.ts';
import { mountEngine } from './live/engineRoom.ts';
import { mountLive } from './live/mountLive.ts';
import { mountPosterior } from './live/posteriorRoom.ts';
import { pageProblems } from './problems/problems.ts';
import { mountProblems } from './problems/problemsRoom.ts';
import { mountWords } from './problems/wordsRoom.ts';
import { mountNavigation } from './shell/navigation.ts';
import { mountNotes } from './shell/notes.ts';
import { Page } from './shell/page.ts';
import { mountLateRooms } from './shell/rooms.ts';
import { mountWordsOfPage } from './shell/status.ts';
import { startAt } from './state/address.ts';

const room = (id: string) => document.getElementById(id) as HTMLElement;

const page = new Page(pageProblems, pageProblems[0]);
mountWordsOfPage(page);
mountNotes(room('notices-room'), page);
await startAt(page);
mountLive(page);
mountNavigation(page);
mountProblems(room('problems-room'), page);
mountWords(room('words-room'), page);
mountPosterior(room('pair-room'), page);
mountEngine(room('engine-room'), page);
mountObservation(room('data-room'), page);
mountLateRooms(page);
