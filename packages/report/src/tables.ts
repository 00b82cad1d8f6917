import type { Column } from './column.ts';
import { type Html, html } from './html.ts';

/**
 * A table of the page; the first column names the rows. It scrolls by itself where the page is narrow.
 *
 * @example
 * import { tableOf } from '@sbi/report';
 * const table = tableOf([{ heading: '', cells: ['rate'] }, { heading: 'mean', cells: ['2'] }]);
 * console.log(table.text.includes('<td>2</td>')); // → true
 */
export function tableOf(columns: readonly Column[], caption?: string): Html {
  const [first, ...others] = columns as [Column, ...Column[]];
  const rows = first.cells.map((name, i) => {
    const cells = others.map(({ cells, align }) => cell(cells[i] as string, align));
    return html`<tr><th scope="row">${name}</th>${cells}</tr>\n`;
  });
  return html`<div class="scroll"><table>
${caption === undefined ? undefined : html`<caption>${caption}</caption>\n`}<thead><tr>${columns.map(
    headingOf,
  )}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

/**
 * Names and what they are, one below the other.
 *
 * @example
 * import { listOf } from '@sbi/report';
 * console.log(listOf([['rate', 'events a day']]).text.includes('<dt>rate</dt>')); // → true
 */
export function listOf(entries: readonly (readonly [name: string, text: string])[]): Html {
  return html`<dl>
${entries.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>`;
}

function headingOf({ heading, align }: Column): Html {
  if (heading === '') return html`<td></td>`;
  return html`<th scope="col" class="${align === 'left' ? 'words' : 'numbers'}">${heading}</th>`;
}

function cell(text: string, align: Column['align']): Html {
  return align === 'left' ? html`<td class="words">${text}</td>` : html`<td>${text}</td>`;
}
