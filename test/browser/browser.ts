// A browser for the tests, and pages in it that are watched: what they ask for, and what goes wrong in them.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Figure } from '../../src/page/figure.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** Where a Chromium is; null: there is none. */
export function findChromium(): string | null {
  const { CHROMIUM } = process.env
  return (CHROMIUM === undefined ? PLACES : [CHROMIUM]).find((place) => existsSync(place)) ?? null
}

export function launch(): Promise<Browser> {
  // In a container there is no user namespace for a sandbox.
  return chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] })
}

export interface Watched {
  readonly page: Page
  /** Addresses that were asked for, the page itself left out. */
  readonly requests: readonly string[]
  /** Errors, warnings and dialogs. */
  readonly troubles: readonly string[]
}

export interface View {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

export const VIEWS: Readonly<Record<string, View>> = {
  light: { width: 1200, height: 900, scheme: 'light' },
  dark: { width: 1200, height: 900, scheme: 'dark' },
  phone: { width: 360, height: 740, scheme: 'light' },
  'dark phone': { width: 360, height: 740, scheme: 'dark' },
}

export async function open(browser: Browser, file: string, { width, height, scheme }: View): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme })
  const address = pathToFileURL(file).href
  const [requests, troubles]: [string[], string[]] = [[], []]
  page.on('request', (request) => {
    if (request.url() !== address) requests.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(address)
  await page.evaluate(inPage)
  // Charts are drawn in the next frames.
  await page.waitForFunction('inPage.hasCharts()')
  return { page, requests, troubles }
}

const inPage = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface DrawnChart {
  readonly figure: string
  /** Those that the legend shows. */
  readonly series: readonly { readonly name: string; readonly color: string; readonly pixels: number }[]
}

export const drawnCharts = (page: Page): Promise<DrawnChart[]> => page.evaluate('inPage.drawn()')
export const figuresOf = (page: Page): Promise<Figure[]> => page.evaluate('inPage.figures()')
export const rowsOf = (page: Page, figure: string): Promise<string[][]> => page.evaluate(`inPage.rows('${figure}')`)
export const paperOf = (page: Page): Promise<string> => page.evaluate('inPage.paper()')
export const widthsOf = (page: Page): Promise<[number, number]> => page.evaluate('inPage.widths()')
export const attack = (page: Page): Promise<boolean> => page.evaluate('inPage.attack()')
export const scrollTo = (page: Page, figure: string): Promise<void> => page.evaluate(`inPage.scrollTo('${figure}')`)

/** What axe-core finds of serious and critical barriers, a line each. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate('inPage.barriers()')
}
