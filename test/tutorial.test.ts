// The tutorial is run as it stands there, and everything that it states is held against the engine: what the program
// prints, every cell of every table, every sum. In running text no number may stand that is in neither of them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AccountView, type Engine, formatDecimal, type RankedPosition, type RoundEvent } from '../src/index.ts'
import { root } from './cli/run.ts'

const text = readFileSync(join(root, 'docs/TUTORIAL.md'), 'utf8')
const sections = text.split(/^## /m).slice(1)

// ---------------------------------------------------------------------------------------------------------------------
// The program, with what is to be seen of the engine between its blocks.

interface Seen {
  readonly accounts: ReadonlyMap<number, AccountView>
  readonly markTicks: readonly bigint[]
  readonly queues: readonly (readonly RankedPosition[])[]
  readonly events: readonly RoundEvent[]
}

function look(engine: Engine): Seen {
  const ids = [1, 2, 3, 4, 11, 12, 13, 14, 15]
  return {
    accounts: new Map(ids.map((id) => [id, engine.account(id)])),
    markTicks: [0, 1].map((market) => engine.market(market).markTicks),
    queues: [0, 1].map((market) => engine.rank({ market, side: 'short' })),
    events: [...engine.roundEvents()],
  }
}

const blocksOf = (language: string, of: string) => {
  return [...of.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block!)
}

async function runTutorial(): Promise<{ printed: string[]; seen: Seen[]; poorer: Seen[]; engine: Engine }> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-tutorial-'))
  const place = globalThis as { tutorial?: unknown }
  const found = { printed: [] as string[], seen: [] as Seen[], poorer: [] as Seen[], engine: null as unknown as Engine }
  place.tutorial = {
    print: (line: string) => found.printed.push(line),
    look: (engine: Engine) => {
      found.engine = engine
      found.seen.push(look(engine))
    },
    lookAtPoorer: (engine: Engine) => found.poorer.push(look(engine)),
  }
  try {
    const [venue, trades, crash, queue, round, sum, poorer] = blocksOf('ts', text)
    const see = 'globalThis.tutorial.look(engine)\n'
    const program = [
      ...[
        'const console = { log: globalThis.tutorial.print }\n',
        venue,
        trades,
        see,
        crash,
        see,
        queue,
        round,
        see,
        sum,
      ],
      poorer!.replace('play(poorer)', 'globalThis.tutorial.lookAtPoorer(poorer); play(poorer)'),
      'globalThis.tutorial.lookAtPoorer(poorer)\n',
    ].join('')
    const file = join(folder, 'tutorial.mts')
    const source = pathToFileURL(join(root, 'src/index.ts')).href
    writeFileSync(file, program.replace("'ballast-adl'", `'${source}'`))
    await import(pathToFileURL(file).href)
    return found
  } finally {
    delete place.tutorial
    rmSync(folder, { recursive: true })
  }
}

const { printed, seen, poorer, engine } = await runTutorial()
const [opened, crashed, ended] = seen as [Seen, Seen, Seen]

// ---------------------------------------------------------------------------------------------------------------------
// Numbers as they are written: 32,000, −8,000, 5 %; and sums of them, exactly.

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

const NUMBER = /\d[\d,]*(?:\.\d+)?/

function fraction(written: string): Fraction {
  const [whole, part = ''] = written.replaceAll(',', '').split('.')
  return { over: BigInt(`${whole}${part}`), under: 10n ** BigInt(part.length) }
}

const isSame = (a: Fraction, b: Fraction) => a.over * b.under === b.over * a.under

/** Sums of products: − + × ÷ %, a minus before a number, no brackets. */
function calculate(sum: string): Fraction {
  const tokens = sum.match(new RegExp(`${NUMBER.source}|[−+×÷%]`, 'g')) ?? []
  if (tokens.join('') !== sum.replaceAll(' ', '')) throw new Error(`"${sum}" is no sum`)
  let at = 0
  const factor = (): Fraction => {
    const isNegative = tokens[at] === '−'
    if (isNegative) at += 1
    if (!NUMBER.test(tokens[at] ?? '')) throw new Error(`"${sum}": a number is missing`)
    let value = fraction(tokens[at++]!)
    if (tokens[at] === '%') {
      value = { over: value.over, under: value.under * 100n }
      at += 1
    }
    return isNegative ? { over: -value.over, under: value.under } : value
  }
  const product = (): Fraction => {
    let value = factor()
    while (tokens[at] === '×' || tokens[at] === '÷') {
      const isTimes = tokens[at++] === '×'
      const by = factor()
      const [over, under] = isTimes ? [by.over, by.under] : [by.under, by.over]
      value = { over: value.over * over, under: value.under * under }
    }
    return value
  }
  let total = product()
  while (at < tokens.length) {
    const sign = tokens[at++] === '−' ? -1n : 1n
    const next = product()
    total = { over: total.over * next.under + sign * next.over * total.under, under: total.under * next.under }
  }
  return total
}

/** What a cell or a sum states: behind the last =; both sides have to be the same. */
function stated(cell: string): string {
  const sides = cell.split(' = ')
  for (const side of sides.slice(1)) {
    if (!isSame(calculate(sides[0]!), calculate(side))) throw new Error(`${cell}: that is not so`)
  }
  return sides.at(-1)!
}

/** As the tutorial writes it. */
function written(value: bigint, scale = 1_000_000n): string {
  const [whole, part] = [abs(value) / scale, abs(value) % scale]
  const digits = `${part}`.padStart(`${scale}`.length - 1, '0').replace(/0+$/, '')
  const grouped = `${whole}`.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${value < 0n ? '−' : ''}${grouped}${digits === '' ? '' : `.${digits}`}`
}

const abs = (value: bigint) => (value < 0n ? -value : value)
const ratio = (over: bigint, under: bigint) => {
  assert.is((over * 1_000_000n) % under, 0n)
  return written((over * 1_000_000n) / under)
}

// ---------------------------------------------------------------------------------------------------------------------
// What each table has to say.

const LOTS_OF_ONE = [1_000n, 100n]
const NAMES: Record<string, number> = { Ann: 11, Ben: 12, Cleo: 13, Dan: 14, Eve: 15, Fund: 3, "Buyer of Eve's": 1 }
const TRADERS = ['Ann', 'Ben', 'Cleo', 'Dan', 'Eve']

const view = (at: Seen, name: string) => at.accounts.get(NAMES[name]!)!
const equity = (at: Seen, name: string) => view(at, name).equityAtoms
const size = (at: Seen, name: string, market: number) => {
  const position = view(at, name).positions.find((one) => one.market === market)
  return written(position?.sizeLots ?? 0n, LOTS_OF_ONE[market]!)
}
const sum = (at: Seen) => [...at.accounts.values()].reduce((total, { equityAtoms }) => total + equityAtoms, 0n)
const ofType = <Type extends RoundEvent['type']>(at: Seen, type: Type) => {
  return at.events.filter((event): event is Extract<RoundEvent, { type: Type }> => event.type === type)
}
/** Ticks of 0.1. */
const price = (ticks: bigint) => written(ticks, 10n)
const priceOf = (valueAtoms: bigint, lots: bigint, market: number) => {
  assert.is((valueAtoms * LOTS_OF_ONE[market]!) % lots, 0n)
  return written((valueAtoms * LOTS_OF_ONE[market]!) / lots)
}

const [takeover] = ofType(ended, 'takeover')
const fills = ofType(ended, 'adl-fill')
const [eveSold] = ofType(ended, 'liquidation')
const btcLoss = fills.reduce((total, { lossAtoms }) => total + lossAtoms, 0n)
const btcValue = fills.reduce((total, { valueAtoms }) => total + valueAtoms, 0n)
const annLeg = (market: number) => view(crashed, 'Ann').positions.find((one) => one.market === market)!
const ppm = (value: bigint) => written(value / 1_000_000n)
const ranked = (name: string, market: number) => {
  const place = crashed.queues[market]!.find(({ account }) => account === NAMES[name])!
  const { profitAtoms, entryValueAtoms, notionalAtoms, equityAtoms } = place.candidate
  const [over, under] = place.score!.split('/').map(BigInt)
  const leverage = ratio(notionalAtoms, equityAtoms)
  return [name, ratio(profitAtoms, entryValueAtoms), leverage, ratio(over!, under!), `${place.rank}`]
}
const asked = (account: number, market: number) => {
  const ask = ofType(ended, 'liquidation-wanted').find((one) => one.account === account && one.market === market)!
  return [`${written(ask.lots, LOTS_OF_ONE[market]!)} ${market === 0 ? 'BTC' : 'ETH'}`, price(ask.limitTicks!)]
}
const worth = (atLot: bigint) => written(atLot)
const before = ofType(ended, 'round-opened')[0]!.pools[0]!.equityAtoms

const TABLES: Record<string, () => string[][]> = {
  '1.': () =>
    [0, 1].map((market) => {
      const { symbol, lotSize, unitAtoms } = engine.market(market)
      const ticks = opened.markTicks[market]!
      const unit = (unitAtoms / crashed.markTicks[market]!) * ticks
      const lot = written(lotSize.coefficient, 10n ** BigInt(lotSize.decimals))
      return [symbol, lot, written(ticks, 1n), price(ticks), worth(unit)]
    }),
  '2.': () =>
    TRADERS.map((name) => {
      const { notionalAtoms, initialAtomPpm } = view(opened, name)
      const sizes = [size(opened, name, 0), size(opened, name, 1)]
      return [name, written(equity(opened, name)), ...sizes, written(notionalAtoms), ppm(initialAtomPpm)]
    }),
  '3.': () =>
    TRADERS.map((name) => {
      const { equityAtoms, maintenanceAtomPpm, state } = view(crashed, name)
      return [name, written(equityAtoms), ppm(maintenanceAtomPpm), state]
    }),
  '4.': () => [
    ['2 BTC', ppm(annLeg(0).maintenanceAtomPpm), written(btcLoss), written(btcValue), priceOf(btcValue, 2_000n, 0)],
    [
      ...['20 ETH', ppm(annLeg(1).maintenanceAtomPpm), written(takeover!.lossAtoms), written(takeover!.valueAtoms)],
      priceOf(takeover!.valueAtoms, takeover!.lots, 1),
    ],
  ],
  '5.': () => [ranked('Ben', 0), ranked('Cleo', 0), ranked('Dan', 1)],
  '6.': () => [
    ['Ann', ...asked(11, 0), ''],
    ['Ann', ...asked(11, 1), ''],
    ['Eve', ...asked(15, 0), price(eveSold!.priceTicks)],
  ],
  '7.': () => [
    ['2 BTC', written(btcLoss), written(before), 'no', written(before)],
    ['20 ETH', written(takeover!.lossAtoms), written(before), 'yes', written(equity(ended, 'Fund'))],
  ],
  '8.': () =>
    fills.map(({ to, lots, lossAtoms, valueAtoms, candidate }) => {
      const name = TRADERS.find((one) => NAMES[one] === to)!
      const closed = [written(lots, 1_000n), written(candidate.lots, 1_000n), priceOf(valueAtoms, lots, 0)]
      return [name, ...closed, written(lossAtoms), written(equity(ended, name))]
    }),
  '9.': () => [
    ...Object.keys(NAMES).map((name) => {
      const [first, then, last] = [equity(opened, name), equity(crashed, name), equity(ended, name)]
      return [name, ...[first, then, last, last - then].map((amount) => written(amount))]
    }),
    ['together', ...[opened, crashed, ended].map((at) => written(sum(at))), written(sum(ended) - sum(crashed))],
  ],
  '10.': () => [...TRADERS, 'Fund'].map((name) => [name, ...poorer.map((at) => written(equity(at, name)))]),
}

/** Cells of the rows of a section's table. */
function cellsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) => {
    return line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
  })
}

test('the program prints what stands in the text', () => {
  assert.is(`${printed.join('\n')}\n`, blocksOf('text', text).join(''))
})

test('every table says what the engine says, and its sums are right', () => {
  const withTables = sections.filter((section) => cellsOf(section).length > 0)
  assert.equal(
    withTables.map((section) => section.split(' ')[0]),
    Object.keys(TABLES),
  )
  for (const section of withTables) {
    const name = section.split(' ')[0]!
    assert.equal(
      cellsOf(section).map((row) => row.map(stated)),
      TABLES[name]!(),
      `the table of section ${name}`,
    )
  }
})

test('who takes 2 BTC and 20 ETH is who the text says', () => {
  assert.equal([takeover!.from, takeover!.to, takeover!.market, takeover!.lots], [11, 3, 1, 2_000n])
  assert.equal(
    fills.map(({ from, to, market, rank }) => [from, to, market, rank]),
    [
      [11, 12, 0, 1],
      [11, 13, 0, 2],
    ],
  )
  assert.equal([eveSold!.from, eveSold!.to, eveSold!.lots], [15, 1, 500n])
  assert.is(view(crashed, 'Ann').cashAtoms, -248_000_000_000n)
  assert.equal(view(ended, 'Ann').positions, [])
  assert.is(view(ended, 'Fund').positions[0]!.sizeLots, 2_000n)
})

test('sums in the text are right, and no number stands there that neither tables nor code have', () => {
  const prose = text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/^(\||## ).*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']')
  const spans = [...prose.matchAll(/`([^`]*)`/g)].map(([, span]) => span!)
  const sums = spans.filter((span) => span.includes(' = '))
  assert.ok(sums.length >= 6)
  const known = new Set<string>([formatDecimal(engine.atom)])
  const numbersIn = (part: string) => part.match(new RegExp(NUMBER.source, 'g')) ?? []
  for (const cell of sections.flatMap(cellsOf).flat()) for (const number of numbersIn(cell)) known.add(number)
  for (const block of [...blocksOf('ts', text), ...blocksOf('text', text)]) {
    for (const number of numbersIn(block.replaceAll('_', ''))) known.add(number)
  }
  for (const found of sums) known.add(numbersIn(stated(found)).join())
  const strange = numbersIn(prose.replaceAll('October 2025', '')).filter((number) => {
    return !known.has(number) && !known.has(number.replaceAll(',', ''))
  })
  assert.equal(strange, [])
})

test('the arithmetic of this test finds what is wrong', () => {
  assert.ok(isSame(calculate('1 − 2 × 3 ÷ 4 + 50 %'), { over: 0n, under: 1n }))
  assert.ok(isSame(calculate('0 − −8,000'), { over: 8_000n, under: 1n }))
  assert.throws(() => stated('1 + 1 = 3'), /that is not so/)
  assert.throws(() => stated('two = 2'), /is no sum/)
  assert.equal([written(-8_000_500_000n), written(0n), written(12_700n, 1n)], ['−8,000.5', '0', '12,700'])
})

test.run()
