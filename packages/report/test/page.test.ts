import { checkSection, html, listOf, renderPage, section, tableOf } from '@sbi/report';
import { expect, test } from 'vitest';

const parts = {
  title: '</title><script>alert(1)</script>',
  lead: html`<p>${'<b>'}</p>`,
  sections: [
    section(
      'A & B',
      listOf([['θ₁', '<i>']]),
      tableOf([
        { heading: '', cells: ['a'] },
        { heading: '<', cells: ['>'] },
      ]),
    ),
  ],
  footer: html`The end.`,
};

test('a page runs and asks for nothing, whatever it is about', () => {
  const page = renderPage(parts);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>');
  expect(page).not.toMatch(/<script|<b>|<i>|https?:|url\(/);
  expect(page).toContain('<h2>A &amp; B</h2>');
});

test('without a verdict it does not say whether the posterior can be trusted', () => {
  expect(renderPage(parts)).not.toContain('Can it be trusted?');
});

test('what is missing is named in one line', () => {
  // @ts-expect-error parts are missing
  expect(() => renderPage({})).toThrow(/^title must be a string; received undefined \(renderPage\)\.$/);
  // @ts-expect-error no parts at all
  expect(() => renderPage()).toThrow(
    /^parts must be \{ title, lead, sections, footer \}; received undefined/,
  );
  // @ts-expect-error text is not markup
  expect(() => renderPage({ ...parts, lead: 'a' })).toThrow(/^lead must be made by html; received /);
  // @ts-expect-error text is not markup
  expect(() => renderPage({ ...parts, sections: [parts.lead, 'a'] })).toThrow(
    /^sections\[1\] must be made by /,
  );
  // @ts-expect-error no verdict
  expect(() => renderPage({ ...parts, verdict: {} })).toThrow(
    /^verdict must be a verdict of check in @sbi\/npe/,
  );
  // @ts-expect-error no verdict
  expect(() => checkSection()).toThrow(/^verdict must be a verdict .*received undefined \(checkSection\)\.$/);
});
