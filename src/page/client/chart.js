// A figure as a chart: uPlot draws it, the colours are those of the theme, and arrow keys move through it.

import { color } from './dom.js'
import { shortNumber } from './format.js'
import { isClock, stacked, valuesOf } from './series.js'

/** @typedef {import('../figure.ts').Figure} Figure */
/** @typedef {import('../figure.ts').Chart} Chart */
/** @typedef {import('./format.js').Atom} Atom */

const PALETTE = 8
const FONT = '12px system-ui, sans-serif'
const DASHES = [undefined, [6, 4], [2, 3]]

/** @param {Chart} chart @param {number} index of its series */
export function colorName({ roles }, index) {
  return roles?.[index] ?? `c${index % PALETTE}`
}

export class ChartView {
  /** @type {UPlot | null} */
  #plot = null
  #figure
  #chart
  #host
  #shown
  #onRow
  /** @type {(number | null)[][]} */
  #values

  /**
   * @param {Figure} figure
   * @param {Atom} atom
   * @param {HTMLElement} host
   * @param {Set<number>} shown places in the chart's series
   * @param {(row: number | null, byKey: boolean) => void} onRow where the cursor is
   */
  constructor(figure, atom, host, shown, onRow) {
    this.#figure = figure
    this.#chart = /** @type {Chart} */ (figure.chart)
    this.#host = host
    this.#shown = shown
    this.#onRow = onRow
    this.#values = valuesOf(figure, atom)
    host.addEventListener('keydown', (event) => this.#onKey(event))
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(host)
    this.draw()
  }

  /** Anew: a theme has other colours, and a stack without one of its parts other sums. */
  draw() {
    const { min, max } = this.#plot?.scales.x ?? {}
    this.#plot?.destroy()
    this.#plot = new uPlot(this.#options(), /** @type {any} */ (this.#data()), this.#host)
    if (min != null && max != null) this.#plot.setScale('x', { min, max })
  }

  /** Whether a part of the range is seen. */
  get isZoomed() {
    const { min, max } = this.#plot?.scales.x ?? {}
    const { first, last } = this.#ends()
    return min != null && max != null && (min > first || max < last)
  }

  resetZoom() {
    const { first: min, last: max } = this.#ends()
    this.#plot?.setScale('x', { min, max })
  }

  #ends() {
    const x = this.#values[0] ?? []
    return { first: Number(x[0]), last: Number(x.at(-1)) }
  }

  #size() {
    const width = Math.max(this.#host.clientWidth, 200)
    return { width, height: width < 480 ? 220 : 280 }
  }

  // The whole stack first, so that each part covers what of the next one lies behind it.
  #data() {
    const [x = [], ...lines] = this.#values
    if (this.#chart.kind !== 'stacked') return [x, ...lines]
    return [x, ...stacked(lines, (index) => this.#shown.has(index)).reverse()]
  }

  /** @returns {any} uPlot's types know no options that are absent and undefined alike */
  #options() {
    const { sync, unit } = this.#chart
    const x = this.#values[0] ?? []
    const clock = isClock(x) && this.#xKind() === 'time'
    const percent = unit.endsWith('%')
    return {
      ...this.#size(),
      ms: 1,
      legend: { show: false },
      tzDate: (/** @type {number} */ ms) => uPlot.tzDate(new Date(ms), 'Etc/UTC'),
      cursor: {
        drag: { x: true, y: false, dist: 8 },
        points: { size: 7 },
        ...(sync === undefined ? {} : { sync: { key: sync, scales: ['x', null] } }),
      },
      scales: { x: { time: clock, ...this.#across() }, y: this.#upright() },
      axes: [
        this.#axis(false, clock ? clockTicks : each(this.#xKind() === 'ppm' ? percentTick : shortNumber)),
        this.#axis(true, each(percent ? percentTick : shortNumber)),
      ],
      series: this.#series(),
      bands: this.#chart.kind === 'band' ? [{ series: [3, 2], fill: `${color('fund')}33` }] : [],
      hooks: {
        setCursor: [(/** @type {UPlot} */ plot) => this.#onRow(plot.cursor.idx ?? null, false)],
        setScale: [() => this.#host.dispatchEvent(new Event('zoom'))],
      },
    }
  }

  // Bars stand on their value: the first and the last have room for their other half.
  #across() {
    const { kind, logX = false } = this.#chart
    if (logX) return { distr: 3, range: asTheyAre }
    if (kind !== 'stacked') return {}
    const { first, last } = this.#ends()
    const x = this.#values[0] ?? []
    const gaps = x.slice(1).map((value, index) => Number(value) - Number(x[index]))
    const least = gaps.reduce((found, gap) => (gap > 0 && gap < found ? gap : found), Number.POSITIVE_INFINITY)
    const half = Number.isFinite(least) ? least / 2 : 1
    return {
      range: (/** @type {UPlot} */ _, /** @type {number} */ from, /** @type {number} */ to) => {
        return [from === first ? first - half : from, to === last ? last + half : to]
      },
    }
  }

  // What is filled or stacked begins at nothing: a part of it would say too much.
  #upright() {
    const { kind, logX = false, logY = false, whole = false } = this.#chart
    if (logY) return { distr: 3 }
    if (logX || whole) return { range: [0, 105] }
    if (kind === 'lines' && !this.#isFilled()) return {}
    return {
      range: (/** @type {UPlot} */ _, /** @type {number} */ least, /** @type {number} */ most) => {
        return [Math.min(0, least * 1.06), Math.max(0, most * 1.06) || 1]
      },
    }
  }

  #xKind() {
    return this.#figure.columns[this.#chart.x]?.kind
  }

  #isFilled() {
    const { roles, series, logX = false } = this.#chart
    return roles !== undefined && series.length === 1 && !logX
  }

  /** @param {boolean} upright @param {(ticks: (number | null)[]) => string[]} texts */
  #axis(upright, texts) {
    const { logX = false, logY = false } = this.#chart
    const filter = (upright ? logY : logX) ? { filter: tenfolds } : {}
    return {
      stroke: color('soft'),
      font: FONT,
      grid: { stroke: color('grid'), width: 1, show: upright, ...filter },
      ticks: { stroke: color('grid'), width: 1, size: 5, ...filter },
      values: (/** @type {UPlot} */ _, /** @type {(number | null)[]} */ ticks) => texts(ticks),
      ...(upright ? { size: widthOf, gap: 4 } : { space: 70 }),
    }
  }

  #series() {
    const { kind, series, steps = false, dots = kind === 'band', points = [] } = this.#chart
    const lines = series.map((place, index) => {
      const stroke = color(colorName(this.#chart, index))
      const common = { show: this.#shown.has(index), stroke, label: this.#figure.columns[place]?.name ?? '' }
      if (kind === 'stacked') {
        // The gap between two bars is a line of the paper, which also tells the parts of a stack from each other.
        const paths = uPlot.paths.bars?.({ size: [0.86, 48] })
        return { ...common, stroke: color('paper'), width: 1, fill: stroke, paths, points: { show: false } }
      }
      if (kind === 'band' && index > 0) return { ...common, width: 1, dash: [4, 4], points: { show: false } }
      if (points.includes(place)) {
        return { ...common, width: 0, paths: () => null, points: { show: true, size: 9, fill: stroke } }
      }
      const paths = steps ? { paths: uPlot.paths.stepped?.({ align: 1 }) } : {}
      const dash = this.#chart.roles === undefined ? DASHES[Math.floor(index / PALETTE) % DASHES.length] : undefined
      const fill = this.#isFilled() ? { fill: `${stroke}22` } : {}
      return {
        ...common,
        ...paths,
        ...fill,
        width: 2,
        dash,
        points: { show: dots, fill: stroke, size: 6 },
        spanGaps: true,
      }
    })
    return [{}, ...(kind === 'stacked' ? lines.reverse() : lines)]
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const plot = this.#plot
    const last = (this.#values[0]?.length ?? 0) - 1
    const at = plot?.cursor.idx ?? null
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }
    const ends = { Home: 0, End: last }
    const step = steps[/** @type {keyof typeof steps} */ (event.key)] ?? 0
    const wanted = ends[/** @type {keyof typeof ends} */ (event.key)] ?? (at ?? (step > 0 ? -1 : last + 1)) + step
    if (plot === null || (step === 0 && !(event.key in ends))) return
    event.preventDefault()
    const row = Math.min(last, Math.max(0, wanted))
    plot.setCursor({ left: plot.valToPos(Number(this.#values[0]?.[row]), 'x'), top: 10 })
    this.#onRow(row, true)
  }
}

/** A logarithmic axis has a line for 1, 10, 100 only. @param {UPlot} _ @param {number[]} ticks */
const tenfolds = (_, ticks) => ticks.map((tick) => (/^10*$/.test(String(tick)) ? tick : null))

/** @param {UPlot} _ @param {number} least @param {number} most */
const asTheyAre = (_, least, most) => [least, most]

/** @param {(value: number) => string} text */
const each = (text) => (/** @type {(number | null)[]} */ ticks) =>
  ticks.map((tick) => (tick === null ? '' : text(tick)))

/** Hours and minutes in UTC, seconds where ticks are closer; the day below the first and wherever it changes. */
function clockTicks(/** @type {(number | null)[]} */ ticks) {
  const [first, second] = ticks
  const isClose = ticks.length > 1 && (Number(second) - Number(first)) % 60_000 !== 0
  let day = ''
  return ticks.map((tick) => {
    if (tick === null) return ''
    const text = new Date(tick).toISOString()
    const isSameDay = text.startsWith(day) && day !== ''
    day = text.slice(0, 10)
    return `${text.slice(11, isClose ? 19 : 16)}${isSameDay ? '' : `\n${day}`}`
  })
}

/** @param {number} value */
const percentTick = (value) => `${Number(value.toPrecision(6))} %`

/** Room for the longest text of the upright axis. @param {UPlot} _ @param {string[]} values */
function widthOf(_, values) {
  const longest = (values ?? []).reduce((most, text) => Math.max(most, text.length), 0)
  return 18 + 7 * longest
}
