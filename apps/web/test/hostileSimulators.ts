/** A simulator that does what it should not, and what the page must say of it. */
export interface HostileSimulator {
  readonly name: string;
  /** ELSEWHERE stands for the address of another server, which must hear of nothing. */
  readonly source: string;
  readonly said: RegExp;
}

const prior = 'const prior = { a: uniform(0, 1) };\n';
const inside = (body: string) => `${prior}async function simulate(theta, rng) {\n${body}\n}`;
const silent = /^The simulator must answer within 1 s; nothing came, so it was ended/;
const sends =
  /^The simulator must (return numbers and send nothing|answer with one list of numbers|answer what it was asked|send nothing by itself)/;

/** Text that closes the function which holds it, so that it stands at the top and before our own script. */
const atTop = (declaration: string) => `});\n${declaration}\n(() => {`;

export const hostileSimulators: readonly HostileSimulator[] = [
  { name: 'an endless loop', source: inside('for (;;);'), said: silent },
  { name: 'an endless loop before anything is declared', source: 'for (;;);', said: silent },
  { name: 'a promise that is never kept', source: inside('return new Promise(() => {});'), said: silent },
  {
    name: 'a regular expression that backtracks for ever',
    source: inside("return [/^(a+)+$/.test('a'.repeat(50) + 'b')];"),
    said: silent,
  },
  {
    name: 'endless allocation of numbers',
    source: inside('const all = []; for (;;) all.push(new Float64Array(1e6).fill(1));'),
    said: /^(The simulator must answer within 1 s|Line 3 RangeError)/,
  },
  {
    name: 'endless allocation of objects',
    source: inside('const all = []; for (;;) all.push({ all: [all.length] });'),
    said: /^(The simulator must answer within 1 s|Line 3 RangeError)/,
  },
  {
    name: 'a list of a million million numbers',
    source: inside('return new Float64Array(1e12);'),
    said: /^Line 3 RangeError/,
  },
  {
    name: 'ten million messages',
    source: inside('for (let i = 0; i < 1e7; i++) postMessage(i); return [1];'),
    said: /^Line 3 ReferenceError: postMessage is not there: a simulator returns its numbers, and sends nothing\.$/,
  },
  {
    name: 'ten million messages from before our own script',
    source: atTop('function Float64Array() { for (let i = 0; i < 1e7; i++) postMessage(i); }'),
    said: sends,
  },
  {
    name: 'messages that look like answers',
    source: atTop(
      "function Float64Array() { for (let i = 0; i < 1e6; i++) postMessage(['described', 'a\\tuniform', Float32Array.of(2, 0, 1, -1)]); }",
    ),
    said: sends,
  },
  {
    name: 'a message of a gigabyte',
    source: atTop("function Float64Array() { postMessage(['described', '', new Float32Array(2 ** 28)]); }"),
    said: /^The simulator must (answer|return)/,
  },
  ...['fetch("ELSEWHERE/")', 'new WebSocket("ELSEWHERE/")', 'new XMLHttpRequest()'].map((call) => ({
    name: call,
    source: inside(`${call}; return [1];`),
    said: /^Line 3 ReferenceError: \w+ is not there: a simulator has no network\.$/,
  })),
  {
    name: 'importScripts',
    source: inside('importScripts("ELSEWHERE/a.js"); return [1];'),
    said: /^Line 3 ReferenceError: importScripts is not there: a simulator has no network\.$/,
  },
  {
    name: 'import()',
    source: inside('await import("ELSEWHERE/a.js"); return [1];'),
    said: /^TypeError: Failed to fetch dynamically imported module: http:\/\/127\.0\.0\.1:\d+\/a\.js\.$/,
  },
  {
    name: 'import() of code made here',
    source: inside(
      'await import(URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" }))); return [1];',
    ),
    said: /^TypeError: Failed to fetch dynamically imported module: blob:/,
  },
  {
    name: 'fetch from before our own script',
    source: atTop('function Float64Array() { fetch("ELSEWHERE/"); }'),
    said: /^(The simulator must|Line \d+ |\w+Error)/,
  },
  {
    name: 'indexedDB',
    source: inside('indexedDB.open("a"); return [1];'),
    said: /^Line 3 ReferenceError: indexedDB is not there: a simulator keeps nothing\.$/,
  },
  {
    name: 'eval',
    source: inside('return eval("[1]");'),
    said: /^Line 3 ReferenceError: eval is not there: text does not become code here\.$/,
  },
  {
    name: 'a function made of text',
    source: inside("return (() => 0).constructor('return [1]')();"),
    said: /^Line 3 EvalError: text does not become code here\.$/,
  },
  {
    name: 'a timer made of text',
    source: inside("self.constructor.prototype.setTimeout('postMessage(1)'); return [1];"),
    said: /^Line 3 TypeError/,
  },
  {
    name: 'prototype pollution',
    source: `Object.prototype.then = () => {}; Object.prototype.polluted = 1; Array.prototype.map = () => [];\n${inside('return [1];')}`,
    said: silent,
  },
  {
    name: 'getters on every object',
    source: `Object.defineProperty(Object.prototype, 'length', { get() { throw new Error('mine'); } });\n${inside('return {};')}`,
    said: /^Line 1 Error: mine\.$/,
  },
  ...['parent.document.title', 'top.location.href', 'window.opener', 'document.cookie'].map((path) => ({
    name: path,
    source: inside(`return [${path}.length];`),
    said: /^Line 3 ReferenceError: \w+ is not there: a simulator cannot reach the page\.$/,
  })),
  {
    name: 'another worker',
    source: inside('new Worker("data:,"); return [1];'),
    said: /^Line 3 ReferenceError: Worker is not there: a simulator runs in one worker\.$/,
  },
  {
    name: 'NaN',
    source: inside('return [NaN];'),
    said: /^simulate must return finite numbers; all \d+ rows held NaN or infinity\.$/,
  },
  {
    name: 'another length in a later row',
    source: `${prior}let calls = 0;\nconst simulate = () => (calls++ > 3 ? [1, 2] : [1]);`,
    said: /^simulate must return a list of numbers; received 2 numbers, where the first row had 1 \(row 3\)\.$/,
  },
  {
    name: 'an entry that throws',
    source: inside("return { length: 1, get 0() { throw new Error('mine'); } };"),
    said: /^Line 3 Error: mine\.$/,
  },
  {
    name: 'an error that throws',
    source: inside("throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });"),
    said: /^Line 3 an error that throws when it is read\.$/,
  },
  {
    name: 'an error that is markup',
    source: inside('throw new Error(\'<img src=x onerror="document.title = 1">\');'),
    said: /^Line 3 Error: <img src=x onerror="document\.title = 1">\.$/,
  },
  { name: 'text', source: inside("return ['1'];"), said: /received the text "1" in entry 0\.$/ },
  {
    name: 'no JavaScript',
    source: `${prior}\nfunction simulate() { return [1 }`,
    said: /^Line 3 SyntaxError: /,
  },
  {
    name: 'chance that cannot be repeated',
    source: inside('return [Math.random()];'),
    said: /^Line 3 ReferenceError: Math\.random is not there: use rng\.uniform\(\)/,
  },
  {
    name: 'a prior that is none',
    source: 'const prior = { a: uniform(1, 0) };\nconst simulate = () => [1];',
    said: /^The prior of a: low must be below high in float32; received low 1, high 0 at index 0\.$/,
  },
];
