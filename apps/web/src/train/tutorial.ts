import '../style/train.css';
import type { Order, Picture, Report, Settings } from './messages.ts';

const query = new URLSearchParams(location.search);
const setting = (name: string, fallback: number) => Number(query.get(name) ?? fallback);
const find = <E extends HTMLElement>(selector: string, within: ParentNode = document) =>
  within.querySelector(selector) as E;

const backends = find<HTMLFieldSetElement>('fieldset');
const button = find<HTMLButtonElement>('#run');
const [refusal, verdict, warnings] = [find('#refusal'), find('#verdict'), find('#warnings')];
const doing = { simulate: 'Simulating …', train: 'Training …', sample: 'Sampling …' };
const titles = { prior: 'Before: the prior', posterior: 'After: the posterior' };
let engine: Worker | undefined;

/** A backend cannot be left once it computes: another one begins with an engine of its own. */
function startEngine(backend: string): void {
  engine?.terminate();
  engine = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
  engine.onmessage = ({ data }: MessageEvent<Report>) =>
    (receive[data.type] as (report: Report) => void)(data);
  engine.onerror = ({ message }) => refuse(message || 'The engine does not load.');
  button.disabled = true;
  refusal.replaceChildren();
  say('Starting …');
  const settings: Settings = {
    backend,
    simulations: setting('simulations', 2000),
    draws: setting('draws', 10_000),
    seed: setting('seed', 1),
    maxEpochs: setting('epochs', Number.POSITIVE_INFINITY),
    figureWidth: Math.max(300, find('.drawing').clientWidth),
    lossWidth: Math.max(240, find('#loss').clientWidth),
  };
  order({ type: 'start', settings });
}

const receive: { readonly [T in Report['type']]: (report: Extract<Report, { type: T }>) => void } = {
  obstacle: ({ name, reason }) => ruleOut(name, reason.replace(/^.* cannot start: /, '')),
  refused: ({ name, reason }) => {
    ruleOut(name, 'cannot start here');
    refuse(reason);
  },
  started: ({ name }) => {
    find<HTMLInputElement>(`[value=${name}]`).checked = true;
    button.disabled = false;
    say(`Ready: ${name} runs.`);
  },
  progress: ({ stage, fraction, text }) => {
    find<HTMLProgressElement>(`.${stage} progress`).value = fraction;
    find(`.${stage} .count`).textContent = text;
    say(doing[stage]);
  },
  loss: ({ svg }) => {
    find('#loss').innerHTML = svg;
  },
  trained: ({ sentence, isConverged }) => {
    verdict.textContent = sentence;
    verdict.dataset['converged'] = String(isConverged);
  },
  warnings: ({ texts }) => warnings.append(...texts.map((text) => make('li', text))),
  picture: show,
  failed: ({ reason }) => {
    refusal.replaceChildren(make('p', reason));
    end('');
  },
  ended: ({ text }) => end(text),
};

function ruleOut(name: string, why: string): void {
  const radio = [...backends.querySelectorAll('input')].find(({ value }) => value === name);
  if (!radio) return;
  radio.disabled = true;
  find('small', radio.labels?.[0]).textContent = why;
}

/** Says why a backend does not run, and offers one that may. */
function refuse(reason: string): void {
  end('');
  button.disabled = true;
  const other = find<HTMLInputElement>('input:enabled', backends);
  const wayOn = make('button', `Use ${other.value}`);
  wayOn.onclick = () => {
    other.focus();
    startEngine(other.value);
  };
  refusal.replaceChildren(make('p', reason), wayOn);
}

function run(): void {
  for (const progress of document.querySelectorAll('progress')) progress.value = 0;
  for (const text of document.querySelectorAll('.count')) text.textContent = '';
  for (const part of [verdict, warnings, refusal]) part.replaceChildren();
  backends.disabled = true;
  button.textContent = 'Stop';
  order({ type: 'run' });
}

function end(sentence: string): void {
  backends.disabled = false;
  button.textContent = 'Run the tutorial';
  say(sentence);
}

function show({ kind, observation, x, svg, table }: Picture): void {
  const article = find(`article:nth-of-type(${observation})`);
  article.dataset['kind'] = kind;
  find('.number', article).textContent = String(observation);
  find('.x', article).textContent = x;
  find('figcaption', article).textContent = titles[kind];
  find('.drawing', article).innerHTML = svg;
  const rows = table.map(([name = '', ...cells]) => {
    const row = make('tr', '');
    row.append(Object.assign(make('th', name), { scope: 'row' }), ...cells.map((cell) => make('td', cell)));
    return row;
  });
  find('tbody', article).replaceChildren(...rows);
}

const order = (message: Order) => engine?.postMessage(message);

/** Screen readers say it too, so it changes only when there is something new to say. */
function say(sentence: string): void {
  const status = find('#status');
  if (status.textContent !== sentence) status.textContent = sentence;
}

function make<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), { textContent: text });
}

const { content } = find<HTMLTemplateElement>('template');
find('#observations').append(content.cloneNode(true), content.cloneNode(true));
backends.onchange = ({ target }) => startEngine((target as HTMLInputElement).value);
button.onclick = () => (backends.disabled ? order({ type: 'stop' }) : run());

/** The tutorial, in the markup of the page. */
export function mountTraining(): void {
  startEngine(query.get('backend') ?? 'auto');
}
