// A page for people, in one file: it opens from the disk, loads nothing and sends nothing.

import { type Assets, assets, contentPolicy } from './assets.ts'
import { escapeHtml, escapeJson } from './escape.ts'
import { headlineOf, leadOf, type Payer, payersOf, tilesOf } from './headline.ts'
import type { PageCheck, PageData, Section } from './page-data.ts'
import { sectionsOf } from './sections.ts'
import { shellLine } from './shell-words.ts'

/** The same bytes for the same data. */
export function renderPage(data: PageData): string {
  const parts = assets()
  const sections = sectionsOf(data)
  const { coefficient, decimals } = data.atom
  const figures = sections.flatMap((section) => section.figures)
  const embedded = escapeJson({ atom: { coefficient: coefficient.toString(), decimals }, figures })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(data.title)}</title>
<style>${parts.style}</style>
</head>
<body>
${topOf(sections)}
<main class="wrap" id="main">
${heroOf(data)}
<noscript><p class="card">The script of this page draws the figures below; your browser does not run it.</p></noscript>
${sections.map(sectionOf).join('\n')}
${proofOf(data)}
</main>
${footerOf(data, parts)}
<script type="application/json" id="data">${embedded}</script>
<script>${parts.uplot}</script>
<script>${parts.script}</script>
</body>
</html>
`
}

function topOf(sections: readonly Section[]): string {
  const links = [...sections, { id: 'proof', name: 'Proof' }].map(({ id, name }) => `<a href="#${id}">${name}</a>`)
  return `<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="wrap">
<span class="brand">Ballast</span>
<nav aria-label="Sections">${links.join('')}</nav>
<label class="theme"><span>Theme</span> <select id="theme" aria-label="Theme">
<option value="auto">system</option><option value="light">light</option><option value="dark">dark</option>
</select></label>
</div></header>`
}

function heroOf(data: PageData): string {
  const tiles = tilesOf(data).map(({ name, value, under }) => {
    const big = `<span class="figure-big">${escapeHtml(value)}</span>`
    const small = `<span class="under">${escapeHtml(under)}</span>`
    return `<div class="tile"><dt>${escapeHtml(name)}</dt><dd>${big}<br>${small}</dd></div>`
  })
  const lead = leadOf(data)
  return `<div class="hero">
<p class="kicker">${escapeHtml(data.title)}</p>
<h1>${escapeHtml(headlineOf(data))}</h1>
${lead === '' ? '' : `<p class="lead">${escapeHtml(lead)}</p>`}
${stripOf(payersOf(data))}
${tiles.length === 0 ? '' : `<dl class="tiles">${tiles.join('')}</dl>`}
</div>`
}

/** The headline as a bar. Its script gives the parts their widths: a style of their own would need leave to run. */
function stripOf(payers: readonly Payer[]): string {
  if (payers.length === 0) return ''
  const pieces = payers.map(({ role, ppm }) => `<span class="piece ${role}" data-ppm="${ppm}"></span>`)
  const names = payers.map(({ name, role, share }) => {
    return `<li><span class="swatch ${role}" aria-hidden="true"></span>${name} <b>${share}</b></li>`
  })
  return `<div class="strip" aria-hidden="true">${pieces.join('')}</div>
<ul class="strip-names" aria-label="Who paid what bankrupt accounts lacked">${names.join('')}</ul>`
}

function sectionOf({ id, heading, note, figures }: Section): string {
  const hosts = figures.map((figure) => {
    const card = figure.id === 'events' ? ' class="card"' : ''
    return `<div${card} data-figure="${escapeHtml(figure.id)}"></div>`
  })
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeHtml(heading)}</h2>
${note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>\n`}${hosts.join('\n')}
</section>`
}

function proofOf({ checks, hashes, command, policy, scenario, version }: PageData): string {
  const found = hashes.map(({ what, hash }) => `<h3>${escapeHtml(what)}</h3>${codeOf(hash)}`)
  const again = 'The same command makes the same page, byte for byte.'
  const made = `Ballast ${version}, scenario ${scenario}, policy ${policy}. ${again}`
  return `<section id="proof" aria-labelledby="proof-heading">
<h2 id="proof-heading">Why to believe it</h2>
<div class="card">
<h3>What holds</h3>
<ul class="checks">${checks.map(checkOf).join('')}</ul>
</div>
<div class="card">
${found.join('\n')}
<h3>Compute it again</h3>
${codeOf(shellLine(command))}
<p class="note">${escapeHtml(made)}</p>
</div>
</section>`
}

function checkOf({ what, holds, figures }: PageCheck): string {
  const verdict = `<span class="verdict ${holds ? 'good' : 'bad'}">${holds ? '✓ holds' : '✗ BROKEN'}</span>`
  const said = figures === undefined ? '' : ` <span class="note">${escapeHtml(figures)}</span>`
  return `<li>${verdict} ${escapeHtml(what)}${said}</li>`
}

function codeOf(text: string): string {
  return `<div class="code"><code data-copy>${escapeHtml(text)}</code></div>`
}

function footerOf({ version }: PageData, { uplotLicense }: Assets): string {
  return `<footer class="wrap">
<p>Made by Ballast ${escapeHtml(version)}; charts drawn by uPlot. Amounts are in the settlement currency, times UTC.</p>
<details><summary>Licence of uPlot</summary><pre>${escapeHtml(uplotLicense)}</pre></details>
</footer>`
}
