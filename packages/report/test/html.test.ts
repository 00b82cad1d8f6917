import { html, trusted } from '@sbi/report';
import { expect, test } from 'vitest';

test('values are text, whatever they hold', () => {
  const hostile = `</style><script>alert("1")</script>'&\u0000\u001b[2J\u202e`;
  const { text } = html`<p title="${hostile}">${hostile}</p>`;
  const escaped = '&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;��[2J�';
  expect(text).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('markup stays markup, lists are joined, nothing is nothing', () => {
  const items = ['a<b', 2].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}${undefined}${trusted('<hr />')}</ul>`.text).toBe(
    '<ul><li>a&lt;b</li><li>2</li><hr /></ul>',
  );
});

test('a number and its per cent stay on one line', () => {
  expect(html`<p>${'the 90 % interval'}</p>`.text).toBe('<p>the 90\u00a0% interval</p>');
});
