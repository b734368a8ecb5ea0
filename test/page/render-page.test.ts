import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Script } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure } from '../../src/page/figure.ts'
import { renderPage } from '../../src/page/render-page.ts'
import { everySection } from './made-up.ts'
import { crash, generated, pageOf, played } from './played.ts'

const { resolve } = createRequire(import.meta.url)

const embedded = (html: string): { figures: Figure[]; atom: object } =>
  JSON.parse(/<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)![1]!)
const scripts = (html: string) => [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!)

test('one file: nothing is loaded, and only its own scripts and style may run, by their hashes', async () => {
  const html = renderPage(pageOf(await played(crash()), everySection))
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!
  assert.match(policy, /^default-src 'none'; /)
  assert.not.ok(/unsafe|https?:|data:|blob:/.test(policy), policy)
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!
  for (const inline of [...scripts(html), style]) {
    assert.ok(policy.includes(`'sha256-${createHash('sha256').update(inline).digest('base64')}'`))
  }
  assert.is(scripts(html).length, 2)
  // A style attribute or a handler would need leave of its own; a src or href to somewhere else would load.
  const markup = html.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>|<pre>[\s\S]*?<\/pre>/g, '')
  assert.not.ok(/\s(style|on\w+|src)\s*=/i.test(markup))
  assert.equal(
    [...markup.matchAll(/href="([^"]*)"/g)].map((match) => match[1]).filter((href) => !href!.startsWith('#')),
    [],
  )
  assert.not.ok(/@import|url\(/.test(style))
})

test('the script can be read as one, without imports and exports, and uPlot keeps its licence', async () => {
  const html = renderPage(pageOf(await played(crash())))
  for (const script of scripts(html)) new Script(script)
  assert.not.ok(/^\s*(import|export)\b/m.test(scripts(html)[1]!))
  assert.ok(html.includes('Copyright (c) 2022 Leon Sorokin'))
  assert.ok(scripts(html)[0]!.startsWith('/*! https://github.com/leeoniya/uPlot'))
  assert.is(scripts(html)[0], readFileSync(resolve('uplot/dist/uPlot.iife.min.js'), 'utf8').trim())
})

test('a page has the same bytes whenever it is made', async () => {
  const make = async () => renderPage(pageOf(await played(generated('9')), everySection))
  assert.is(await make(), await make())
})

test('a symbol that is HTML is text, wherever it stands', async () => {
  for (const symbol of [
    '<img/src=x/onerror=alert(1)>',
    '</script><svg/onload=alert(2)>',
    '"\'><b>&lt;',
    '=1+1|"x"!A1',
  ]) {
    const page = pageOf(await played(crash({}, symbol)))
    const hostile = { title: symbol, scenario: symbol, policy: symbol, version: symbol, command: ['ballast', symbol] }
    const html = renderPage({ ...page, ...hostile, checks: [{ what: symbol, holds: false, figures: symbol }] })
    const own = scripts(html).reduce((rest, script) => rest.replace(script, ''), html)
    if (symbol.includes('<')) assert.not.ok(own.includes(symbol), symbol)
    assert.not.ok(/<(img|svg|b)\b(?! class|>[\d<lm])/.test(own), symbol)
    const { figures } = embedded(html)
    assert.is(figures.find(({ id }) => id === 'markets')!.columns[0]!.values[0], symbol)
    assert.ok(figures.find(({ id }) => id === 'events')!.columns.some(({ words }) => words?.includes(symbol)))
  }
})

test('every column is as long as the others, and every chart is of columns that are there', async () => {
  const { figures, atom } = embedded(renderPage(pageOf(await played(generated('9')), everySection)))
  assert.equal(atom, { coefficient: '1', decimals: 6 })
  const ids = figures.map(({ id }) => id)
  assert.equal(ids, [...new Set(ids)])
  const expected = [
    'who-paid',
    'prices',
    'fund',
    'rounds',
    'markets',
    'passes',
    'concentration',
    'accounts',
    'published',
  ]
  for (const id of [...expected, 'fund-size', 'by-size', 'events', 'event-kinds']) assert.ok(ids.includes(id), id)
  for (const { id, columns, chart, bars } of figures) {
    assert.match(id, /^[a-z0-9-]+$/)
    for (const { values } of columns) assert.is(values.length, columns[0]!.values.length, id)
    const used = [chart?.x ?? 0, ...(chart?.series ?? []), ...(chart?.points ?? []), ...(bars?.parts ?? [])]
    assert.equal(
      used.filter((place) => columns[place] === undefined),
      [],
      id,
    )
  }
})

test('a page without a run has the sections that there are', async () => {
  const { run: _, ...page } = pageOf(await played(crash()), everySection)
  const html = renderPage({ ...page, headline: 'A fund of 4.5 million is enough.' })
  const sections = [...html.matchAll(/<section id="([a-z]+)"/g)].map((match) => match[1])
  assert.equal(sections, ['size', 'more', 'published', 'proof'])
  assert.match(html, /<h1>A fund of 4\.5 million is enough\.<\/h1>/)
})

test('what does not hold is said loudly', async () => {
  const page = pageOf(await played(crash()), { checks: [{ what: 'Cash adds up.', holds: false }] })
  assert.match(renderPage(page), /✗ BROKEN<\/span> Cash adds up\./)
})

test.run()
