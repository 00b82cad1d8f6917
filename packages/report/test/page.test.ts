import { html, listOf, renderPage, section, tableOf } from '@sbi/report';
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
