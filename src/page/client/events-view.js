// The events: searched, filtered, a page at a time.

import { csvOf } from './csv.js'
import { button, download, element } from './dom.js'
import { findRows } from './filter.js'
import { scrollBox, tableOf } from './table.js'

/** @typedef {import('../figure.ts').Figure} Figure */
/** @typedef {import('../figure.ts').Column} Column */
/** @typedef {import('./format.js').Atom} Atom */

const PAGE_ROWS = 50
const SEARCHED = ['Event', 'Market', 'Account', 'To', 'Round', 'Note']
const ORDERS = [
  ['as they happened', ''],
  ['largest value first', 'Value'],
  ['largest loss first', 'Loss'],
]

/** @param {HTMLElement} host @param {Figure} figure @param {Atom} atom */
export function showEvents(host, figure, atom) {
  const count = figure.columns[0]?.values.length ?? 0
  const named = (/** @type {string} */ name) =>
    /** @type {Column} */ (figure.columns.find((each) => each.name === name))
  const search = /** @type {HTMLInputElement} */ (
    element('input', {
      type: 'search',
      id: 'event-search',
      placeholder: 'account, market, round …',
      autocomplete: 'off',
    })
  )
  const kind = wordSelect('event-kind', 'all kinds', named('Event'))
  const market = wordSelect('event-market', 'all markets', named('Market'))
  const order = select('event-order', ORDERS)
  const found = element('p', { class: 'found', role: 'status' })
  const place = element('div')
  const pager = element('nav', { class: 'pager', 'aria-label': 'Pages of the events' })
  /** @type {number[]} */
  let rows = []
  let page = 0

  const pages = () => Math.max(1, Math.ceil(rows.length / PAGE_ROWS))
  const turn = (/** @type {number} */ to) => {
    page = Math.min(pages() - 1, Math.max(0, to))
    const [begin, end] = [page * PAGE_ROWS, Math.min(rows.length, (page + 1) * PAGE_ROWS)]
    const which = rows.length === 0 ? 'none' : `${begin + 1} to ${end}`
    found.textContent = `${shown(rows.length)} of the ${shown(count)} events in this page match; ${which} shown.`
    const caption = `Events ${which} of ${shown(rows.length)}`
    place.replaceChildren(scrollBox(tableOf(figure, rows.slice(begin, end), atom, caption), 'Events'))
    for (const [index, each] of [...pager.querySelectorAll('button')].entries()) {
      each.disabled = index < 2 ? page === 0 : page === pages() - 1
    }
    where.textContent = `page ${shown(page + 1)} of ${shown(pages())}`
  }
  const find = () => {
    const words = [
      { column: named('Event'), word: Number(kind.value) },
      { column: named('Market'), word: Number(market.value) },
    ].filter(({ word }) => word >= 0)
    const largest = order.value === '' ? null : named(order.value)
    rows = findRows(count, { words, text: search.value, searched: SEARCHED.map(named), largest })
    turn(0)
  }

  const where = element('span', {})
  pager.append(
    button('First', () => turn(0)),
    button('Previous', () => turn(page - 1)),
    where,
    button('Next', () => turn(page + 1)),
    button('Last', () => turn(pages() - 1)),
  )
  search.addEventListener('input', find)
  for (const each of [kind, market, order]) each.addEventListener('change', find)
  const clear = button('Clear', () => {
    search.value = ''
    for (const each of [kind, market]) each.value = '-1'
    order.value = ''
    find()
  })
  const save = button('Download CSV', () => download('events.csv', csvOf(figure.columns, rows, atom)), {
    'aria-label': 'Download CSV: the events that match',
  })
  const filters = element(
    'div',
    { class: 'filters' },
    field('Search', search),
    field('Event', kind),
    field('Market', market),
    field('Order', order),
    clear,
  )
  const note = element('p', { class: 'note' }, figure.note ?? '')
  host.replaceChildren(note, filters, element('div', { class: 'head' }, found, save), place, pager)
  find()
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return element('label', { class: 'field', for: control.id }, element('span', {}, label), control)
}

/** @param {string} id @param {string} all @param {Column} column */
function wordSelect(id, all, { words = [] }) {
  const options = words
    .map((word, place) => [word, String(place)])
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  return select(id, [[all, '-1'], ...options])
}

/** @param {string} id @param {string[][]} options texts with their values */
function select(id, options) {
  const made = options.map(([text = '', value = '']) => element('option', { value }, text))
  return /** @type {HTMLSelectElement} */ (element('select', { id }, ...made))
}

/** @param {number} count */
const shown = (count) => count.toLocaleString('en')
