// What goes into a page besides its data: uPlot, the page's own script and style, and who may run by their hashes.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** In the order in which they stand behind one another: each needs only those before it. */
export const SCRIPTS = [
  ...['dom', 'format', 'csv', 'filter', 'series', 'table', 'chart', 'figure-view', 'events-view', 'main'],
] as const

export interface Assets {
  readonly uplot: string
  readonly uplotLicense: string
  readonly script: string
  readonly style: string
}

let kept: Assets | null = null

/** Read once a process. */
export function assets(): Assets {
  if (kept !== null) return kept
  const { resolve } = createRequire(import.meta.url)
  const uplot = (name: string) => readFileSync(resolve(`uplot/${name}`), 'utf8')
  const own = (name: string) => readFileSync(new URL(`./client/${name}`, import.meta.url), 'utf8')
  const modules = SCRIPTS.map((name) => asPart(own(`${name}.js`)))
  kept = {
    uplot: uplot('dist/uPlot.iife.min.js').trim(),
    uplotLicense: uplot('LICENSE').trim(),
    script: `'use strict';\n(() => {\n${modules.join('\n')}})()`,
    style: `${uplot('dist/uPlot.min.css').trim()}\n${own('page.css')}`,
  }
  return kept
}

/** A module as a part of one script: its imports stand before it, and nobody outside needs its exports. */
export function asPart(module: string): string {
  return module.replace(/^import [^\n]*\n/gm, '').replace(/^export (?=(async )?(function|class|const)\b)/gm, '')
}

/** Only these scripts and this style run, whatever else gets into the page: nothing is loaded, nothing is sent. */
export function contentPolicy({ uplot, script, style }: Assets): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const scripts = [uplot, script].map(hash).join(' ')
  return `default-src 'none'; script-src ${scripts}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
}
