export { type Check, expectClose, expectOwns, expectThrows } from './check.ts';
export { jacobian, logAbsDet } from './jacobian.ts';
export { expectTableClose, readAll, readOne } from './read.ts';
