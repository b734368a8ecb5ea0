import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makePath } from '../../src/scenario/calibrated-path.ts'
import { readMarketFacts, readMinuteFacts } from '../../src/scenario/calibrated-tables.ts'
import { CALIBRATION, OCTOBER, refusalOf, withCalibration } from './calibrated-folder.ts'

const classNames = CALIBRATION.classes.map(({ name }) => name)
const markets = await readMarketFacts(OCTOBER, classNames)
const minutes = await readMinuteFacts(OCTOBER, markets)
const path = makePath(CALIBRATION, markets, minutes)
const FROM_MS = Date.parse('2025-10-10T21:12:00Z')
const MINUTE_MS = 60_000

test('a step every five seconds from 21:12 until 21:27', () => {
  assert.equal([path.timesMs.length, path.timesMs[0], path.timesMs.at(-1)], [180, FROM_MS, FROM_MS + 895_000])
  assert.is(path.ticks.length, 162)
})

test('where bars are known the path goes through all four prices of every minute, and never beyond', () => {
  const within = minutes.filter(({ timeMs }) => timeMs >= FROM_MS && timeMs < FROM_MS + 15 * MINUTE_MS)
  assert.ok(within.length > 200)
  for (const { timeMs, market, open, high, low, close } of within) {
    const first = ((timeMs - FROM_MS) / MINUTE_MS) * 12
    const row = path.ticks[market]!.subarray(first, first + 12)
    assert.equal(
      [row[0], row[11], Math.max(...row), Math.min(...row)],
      [open, close, high, low],
      markets[market]!.symbol,
    )
  }
})

test('minutes without a trade are bridged from the close before to the open after them', () => {
  const btc = markets.findIndex(({ symbol }) => symbol === 'BTC')
  const bars = minutes.filter(({ market }) => market === btc)
  const before = bars.filter(({ timeMs }) => timeMs < FROM_MS + 2 * MINUTE_MS).at(-1)!
  const after = bars.find(({ timeMs }) => timeMs > before.timeMs)!
  assert.is(after.timeMs - before.timeMs, 7 * MINUTE_MS, 'Gemini has no trade from 21:14 to 21:19')
  const row = path.ticks[btc]!
  const [from, to] = [row[23]!, row[96]!]
  assert.equal([from, to], [before.close, after.open])
  for (let step = 24; step < 96; step += 1) assert.ok(row[step]! <= row[step - 1]! && row[step]! >= to, `${step}`)
})

test('a simulated price falls with the mean of the others, by its share, around its deleveraging price', () => {
  const fallOf = (symbol: string) => {
    const market = markets.findIndex((facts) => facts.symbol === symbol)
    return path.lowestTicks[market]! / path.ticks[market]![0]!
  }
  const bars = path.ticks.filter((_, market) => markets[market]!.hasBars)
  const mean = Math.min(...bars[0]!.map((_, step) => bars.reduce((sum, row) => sum + row[step]! / row[0]!, 0) / 16))
  const near = (symbol: string, wanted: number) => {
    assert.ok(Math.abs(fallOf(symbol) - wanted) < 0.01, `${symbol}: ${fallOf(symbol)}, wanted about ${wanted}`)
  }
  near('LTC', mean)
  near('HYPE', (1 + mean) / 2)
  near('PAXG', (4 + mean) / 5)
  for (const [index, { adlTicks, hasBars }] of markets.entries()) {
    if (hasBars) continue
    assert.ok(path.lowestTicks[index]! < adlTicks && path.ticks[index]![0]! > adlTicks, markets[index]!.symbol)
  }
})

test('a path that begins in a minute without bars is refused', async () => {
  const folder = withCalibration({ path: { ...CALIBRATION.path, from: '2025-10-10T21:14Z' } })
  const message = /^ERR_CONFIG calibration\.json: path\.from is 2025-10-10T21:14Z, a minute .* no bar of BTC/
  assert.match(await refusalOf(folder), message)
})

test.run()
