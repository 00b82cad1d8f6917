import { expect, it } from 'vitest';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const served = servePage();

it('a posterior that is kept stays in the picture while the next one is brushed, until it is let go', async () => {
  const { page, complaints } = await openPage(served.browser, `${served.url}#problem=gaussian`);
  const key = page.locator('sbi-pair-view .key');
  const count = page.locator('sbi-pair-view .count');
  await count.getByText('10,000 draws').waitFor();
  expect(await key.textContent()).toContain('prior');
  await page.getByRole('button', { name: 'Keep' }).click();
  await key.getByText('kept 1').waitFor();
  const median = () => page.locator('sbi-pair-view tbody td').first().textContent();
  const before = await median();
  await page.locator('#data-room .handle').first().focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(median).not.toBe(before);
  expect(await key.textContent()).toContain('kept 1');
  await page.locator('sbi-pair-view .panel').first().focus();
  await page.keyboard.press('Shift+ArrowRight');
  // Where the axes stood when the key came decides how many draws are left.
  await count.getByText(/^[\d,]+ of 10,000 draws \(\d+\.\d %\)$/).waitFor();
  await page.keyboard.press('Escape');
  await count.getByText(/^10,000 draws$/).waitFor();
  await page.getByRole('button', { name: 'Let go' }).click();
  await expect.poll(() => key.textContent()).not.toContain('kept');
  expect(complaints).toEqual([]);
});
