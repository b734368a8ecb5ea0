import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CLASS_TRADER } from '../../src/core/codes.ts'
import { openCalibrated } from '../../src/scenario/calibrated.ts'
import { loadScenario, loadSource, openScenario } from '../../src/scenario/load.ts'
import type { ScenarioSource } from '../../src/scenario/source.ts'
import { writeScenario } from '../../src/scenario/write.ts'
import { OCTOBER, refusalOf, SMALL, withCalibration } from './calibrated-folder.ts'
import { freePath } from './folders.ts'

const FROM_MS = Date.parse('2025-10-10T21:12:00Z')
const still = () => {}

/** Loaded once: a second or two for 437,723 accounts. */
const october = await loadScenario(OCTOBER, { atMs: FROM_MS })

interface Trader {
  readonly notional: number
  readonly equity: number
}

const { longs, shorts, longAtoms } = collectTraders()

/** Who holds positions, by the side that each leans to, and the long notional of every market. */
function collectTraders() {
  const { engine, venue } = october
  const longs: Trader[] = []
  const shorts: Trader[] = []
  const longAtoms = new Float64Array(venue.markets.length)
  const { rowClass, rowId, runCount } = engine.book.columns
  for (const [row, count] of runCount.entries()) {
    if (count === 0 || rowClass[row] !== CLASS_TRADER) continue
    const { equityAtoms, notionalAtoms, positions } = engine.account(rowId[row]!)
    let net = 0
    for (const position of positions) {
      const atoms = Number(position.notionalAtoms)
      net += position.sizeLots > 0n ? atoms : -atoms
      if (position.sizeLots > 0n) longAtoms[position.market]! += atoms
    }
    const side = net > 0 ? longs : shorts
    side.push({ notional: Number(notionalAtoms), equity: Number(equityAtoms) })
  }
  return { longs, shorts, longAtoms }
}

test('there are exactly as many accounts, positions and markets as on 10 October 2025', () => {
  const { engine, venue } = october
  const { checked } = engine.checkSync()
  assert.equal([checked, engine.book.positionCount, venue.markets.length], [437_723, 221_422, 162])
  assert.is(longs.length + shorts.length, 100_000)
})

test('everybody is healthy at the first mark', () => {
  const { atRisk, bankrupt } = october.engine.checkSync()
  assert.equal([atRisk, bankrupt, october.batches], [0, 0, 1])
})

test('the lots of every market add up to zero without its external row', () => {
  const { engine, house } = october
  for (const id of house.externals) assert.equal(engine.account(id).positions, [])
  assert.equal(engine.audit().findings, [])
})

test('the leverage of the shorts has the published quantiles', () => {
  const leverages = shorts.map(({ notional, equity }) => notional / equity).sort((a, b) => a - b)
  const near = (share: number, wanted: number) => {
    const leverage = leverages[Math.floor(share * leverages.length)]!
    assert.ok(leverage > 0.85 * wanted && leverage < 1.15 * wanted, `${share}: ${leverage}, wanted about ${wanted}`)
  }
  near(0.05, 0.077)
  near(0.5, 0.56)
  near(0.95, 3.75)
  near(0.99, 8.1)
})

test('the shorts are about as concentrated as what was deleveraged', () => {
  const sizes = shorts.map(({ notional }) => notional).sort((a, b) => b - a)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  for (const [accounts, share] of [
    [1, 0.157],
    [10, 0.458],
    [100, 0.776],
    [1000, 0.958],
  ] as const) {
    const found = sizes.slice(0, accounts).reduce((sum, size) => sum + size, 0) / total
    assert.ok(Math.abs(found - share) < 0.08, `top ${accounts}: ${found}, wanted about ${share}`)
  }
  // Σ (2 rank − n − 1) · size / (n · Σ size), with ranks from the smallest.
  const n = sizes.length
  const gini = sizes.reduce((sum, size, index) => sum + (n - 2 * index - 1) * size, 0) / (n * total)
  assert.ok(gini > 0.95 && gini < 0.99, `${gini}`)
})

test('the open interest of a market is in proportion to what was liquidated there', async () => {
  const { published } = await openCalibrated(OCTOBER)
  for (const { symbol, liquidationAtoms } of published!.markets) {
    const ratio = longAtoms[october.venue.marketOf.get(symbol)!]! / Number(liquidationAtoms)
    // 1.85 times at a price half-way down, more at the first mark.
    assert.ok(ratio > 1.8 && ratio < 3.3, `${symbol}: ${ratio}`)
  }
})

test('at the bottom the fall has reached many of the longs', async () => {
  const source = await openCalibrated(withCalibration({}))
  const bottomMs = Date.parse('2025-10-10T21:21:40Z')
  const { engine } = await loadSource(source, { atMs: bottomMs })
  const { atRisk, bankrupt } = engine.checkSync()
  assert.ok(atRisk + bankrupt > 300 && atRisk + bankrupt < 900, `${atRisk} at risk, ${bankrupt} bankrupt`)
})

test('the stream of a seed does not change', async () => {
  const hash = async (source: ScenarioSource) => {
    const digest = createHash('sha256')
    const add = (row: object) => {
      digest.update(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
    }
    await source.accounts(add, still)
    await source.positions(add, still)
    await source.marks(add, still)
    return digest.digest('hex')
  }
  const first = await hash(await openCalibrated(withCalibration({})))
  assert.is(first, '9f806d50660ac73dd9a2c83a26bb5bbf45eba8e097ab7f01ec830ebce8a4c45a')
  assert.is.not(await hash(await openCalibrated(withCalibration({ seed: '1' }))), first)
})

test('written to files it is the same book, to the hash, on either kernel', async () => {
  const folder = withCalibration({})
  const copy = freePath()
  await writeScenario(copy, await openScenario(folder))
  const loaded = [
    await loadScenario(folder),
    await loadScenario(folder, { kernel: 'reference' }),
    await loadScenario(copy, { kernel: 'reference' }),
  ]
  assert.is(new Set(loaded.map(({ engine }) => engine.stateHash())).size, 1)
})

test('a program gets the published facts with the book', async () => {
  const { published, counts } = await openCalibrated(OCTOBER)
  assert.is(published?.liquidations.notionalAtoms, 5_511_042_925_050_000n)
  assert.is(published?.adl.notionalAtoms, 2_103_111_430_860_000n)
  assert.equal([published?.accounts, published?.positions], [437_723, counts.positions])
  const sum = published?.markets.reduce((total, { adlAtoms }) => total + adlAtoms, 0n) ?? 0n
  // Every market is rounded to a cent.
  const off = Number(sum - 2_103_111_430_860_000n)
  assert.ok(Math.abs(off) < 81 * 10_000, `off by ${off} atoms`)
  const fills = published?.markets.reduce((total, { adlFills }) => total + adlFills, 0)
  assert.is(fills, published?.adl.fills)
  assert.equal(
    published?.markets.slice(0, 3).map(({ symbol }) => symbol),
    ['BTC', 'ETH', 'SOL'],
  )
  assert.is(published?.markets.filter(({ simulated }) => !simulated).length, 16)
})

test('assumptions that cannot be met are refused by name', async () => {
  const refusal = (change: object) => refusalOf(withCalibration(change))
  assert.match(await refusal({ speed: 1 }), /^ERR_CONFIG calibration\.json: speed is not a known key/)
  assert.match(await refusal({ seed: 7 }), /seed is 7, expected a seed in quotes/)
  assert.match(await refusal({ positions: 1_000 }), /calibration\.json: positions cannot be met: \d+ too few/)
  assert.match(await refusal({ positions: 60_000 }), /calibration\.json: positions cannot be met: \d+ too many/)
  assert.match(await refusal({ accounts: 1_000 }), /accounts is 1000, less than longs and shorts together/)
  assert.match(await refusal({ longs: { ...SMALL.longs, accounts: 5 } }), /longs\.concentration ends with 300 accounts/)
  assert.match(await refusal({ spareMilli: [[0, 5]] }), /spareMilli is Array, expected shares that rise from 0/)
  assert.match(await refusal({ pool: { ...SMALL.pool, cash: 'much' } }), /^ERR_DECIMAL calibration\.json: pool\.cash/)
  const classes = SMALL.classes.map((kind) => ({ ...kind, initialRate: '2' }))
  assert.match(await refusal({ classes }), /^ERR_RANGE calibration\.json: classes\[0\]\.initialRate is 2/)
  assert.match(await refusal({ path: { ...SMALL.path, stepMs: 7_000 } }), /path\.stepMs is 7000, expected milliseconds/)
})

test.run()
