import { useBackend } from '@sbi/backends';
import { registerKernels } from '@sbi/kernels';
import type { Cell } from './cell.ts';
import { runCell } from './runCell.ts';

// A process of its own for cells, one after the other: it answers each with what it came to.
await useBackend('wasm');
await registerKernels({ threads: 1 }); // there is one process a core
process.on('message', (cell: Cell) => {
  runCell(cell).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
