// Puts every figure in its place, and follows the theme.

import { button } from './dom.js'
import { showEvents } from './events-view.js'
import { charts, showFigure } from './figure-view.js'

/** @typedef {import('../figure.ts').Figure} Figure */

const THEMES = ['auto', 'light', 'dark']

function start() {
  const { atom, figures } = JSON.parse(document.getElementById('data')?.textContent ?? '{}')
  const exact = { coefficient: BigInt(atom.coefficient), decimals: atom.decimals }
  const byId = new Map(/** @type {Figure[]} */ (figures).map((figure) => [figure.id, figure]))
  for (const host of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-figure]'))) {
    const figure = byId.get(host.dataset.figure ?? '')
    if (figure === undefined) continue
    if (figure.id === 'events') showEvents(host, figure, exact)
    else showFigure(host, figure, exact)
  }
  for (const piece of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ppm]'))) {
    piece.style.width = `${Number(piece.dataset.ppm) / 10_000}%`
  }
  followTheme()
  copyable()
}

function followTheme() {
  const redraw = () => {
    for (const chart of charts) chart.draw()
  }
  const theme = /** @type {HTMLSelectElement} */ (document.getElementById('theme'))
  theme.addEventListener('change', () => {
    for (const name of THEMES) document.documentElement.classList.toggle(name, name === theme.value)
    redraw()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
}

/** Texts to be used elsewhere get a button, where the browser can copy. */
function copyable() {
  if (navigator.clipboard === undefined) return
  for (const code of document.querySelectorAll('[data-copy]')) {
    const copy = button('Copy', async () => {
      await navigator.clipboard.writeText(code.textContent ?? '')
      copy.textContent = 'Copied'
    })
    code.after(copy)
  }
}

start()
