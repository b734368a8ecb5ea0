// Opens reports in a real browser:  npm run test:browser [-- --images <report.html>]

import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findChromium, launch, open, scrollTo, VIEWS } from './browser.ts'

const { values } = parseArgs({ options: { images: { type: 'string' } } })

if (findChromium() === null) {
  console.log(
    'skipped: no Chromium found. Install one, or say where it is: CHROMIUM=/path/to/chromium npm run test:browser',
  )
  process.exitCode = process.env.CI === '1' ? 1 : 0
} else if (values.images !== undefined) {
  await takeImages(values.images)
} else {
  await import('./report.browser.ts')
}

/** The two of docs/images. */
async function takeImages(file: string): Promise<void> {
  const browser = await launch()
  mkdirSync('docs/images', { recursive: true })
  const wide = await open(browser, file, { ...VIEWS.light!, height: 640 })
  await wide.page.screenshot({ path: 'docs/images/report.png' })
  const dark = await open(browser, file, { ...VIEWS.dark!, height: 640 })
  await scrollTo(dark.page, 'prices')
  await dark.page.screenshot({ path: 'docs/images/report-dark.png' })
  await browser.close()
}
