// Opens reports in a real browser:  npm run test:browser [-- --images <report.html>]

import { parseArgs } from 'node:util'
import { findChromium, launch, open, scrollTo } from './browser.ts'

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

/** The two that the README shows. */
async function takeImages(file: string): Promise<void> {
  const browser = await launch()
  const size = { width: 1000, height: 620 }
  const light = await open(browser, file, { ...size, scheme: 'light' })
  await light.page.screenshot({ path: 'docs/images/report.png' })
  const dark = await open(browser, file, { ...size, scheme: 'dark' })
  await scrollTo(dark.page, 'prices')
  await dark.page.screenshot({ path: 'docs/images/report-over-time.png' })
  await browser.close()
}
