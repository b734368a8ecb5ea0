import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openScenario } from '../../src/scenario/load.ts'
import { liquidityOf, roundOptionsOf } from '../../src/scenario/round-terms.ts'
import { BTC, folderOf, load, refused, SMALL, venueWith } from './folders.ts'

const venueOf = async (change: object) =>
  (await openScenario(folderOf({ ...SMALL, 'venue.json': venueWith(change) }))).venue

test('what venue.json says of rounds comes out in units, and nothing else', async () => {
  const round = {
    ...{ adl: 'propose', eligible: 'profitable', adlPrice: 'mark', socialise: 'none', takeover: 'partial' },
    ...{ maxSlippage: '0.01', buffer: '2.5', liquidationBudget: '1000', roundBudget: '0', maxPasses: 7 },
  }
  const { policy, ...options } = roundOptionsOf(await venueOf({ policy: 'pro-rata', round }))
  assert.is(typeof policy === 'object' && policy.name, 'pro-rata')
  assert.equal(options, {
    ...{ adl: 'propose', eligible: 'profitable', adlPrice: 'mark', socialise: 'none', takeover: 'partial' },
    ...{ maxSlippagePpm: 10_000, bufferAtoms: 2_500_000n, liquidationBudgetAtoms: 1_000_000_000n },
    ...{ roundBudgetAtoms: 0n, maxPasses: 7 },
  })
  assert.equal(Object.keys(roundOptionsOf(await venueOf({}))), ['policy'])
})

test('prices, triggers, warnings and the order of stages come out in units', async () => {
  const round = {
    ...{ eligible: 'regardless', adlPrice: 'blend', blend: { bankruptcy: 1, mark: 2 }, nearlyEmpty: '3' },
    ...{ stages: ['adl', 'own-first', 'book', 'cross', 'insurance'], socialise: 'gains-haircut' },
    trigger: { start: '0.4', stop: '0.2', windowMs: 4800, per: 'market', pays: 'to-start', leastBalance: '10' },
    hedge: { threshold: '0.04', who: 'all', mode: 'together' },
    warning: { start: '0.1', startBalance: '1', stopBalance: '2' },
  }
  const { policy, ...options } = roundOptionsOf(await venueOf({ policy: 'risk-aware:power=3', round }))
  assert.is(typeof policy === 'object' && policy.name, 'risk-aware:power=3')
  assert.equal(options, {
    ...{ eligible: 'regardless', adlPrice: 'blend', blend: { bankruptcy: 1, mark: 2 }, nearlyEmptyAtoms: 3_000_000n },
    ...{ stages: round.stages, socialise: 'gains-haircut' },
    trigger: {
      ...{ startPpm: 400_000, stopPpm: 200_000, windowMs: 4800, per: 'market', pays: 'to-start' },
      leastBalanceAtoms: 10_000_000n,
    },
    hedge: { thresholdPpm: 40_000, who: 'all', mode: 'together' },
    warning: { startPpm: 100_000, startBalanceAtoms: 1_000_000n, stopBalanceAtoms: 2_000_000n },
  })
})

test('a preset says what the venue does, and what stands beside it goes before', async () => {
  const preset = await venueOf({ policy: undefined, round: { preset: 'okx', adlPrice: 'mark' } })
  assert.is(preset.policy, 'okx')
  const { policy, adlPrice, trigger } = roundOptionsOf(preset)
  assert.equal([typeof policy === 'object' && policy.name, adlPrice], ['okx', 'mark'])
  assert.is(typeof trigger === 'object' && trigger.startPpm, 300_000)
  const own = await venueOf({ policy: 'vector', round: { preset: 'okx' } })
  assert.is(own.policy, 'vector')
  assert.is((await venueOf({ policy: undefined })).policy, 'bitmex')
})

test('an order book that venue.json states answers asks at its market, and no other does', async () => {
  const depth = { levels: [{ distance: '0.01', size: '0.5' }], refillMs: 1000 }
  const liquidity = liquidityOf(await venueOf({ markets: [BTC, { ...BTC, symbol: 'ETH', depth }] }))
  const ask = { account: 1, lots: 700n, limitTicks: null, markTicks: 100_000n, timeMs: 5 }
  assert.equal(liquidity.answer({ ...ask, market: 0 }), [])
  assert.equal(liquidity.answer({ ...ask, market: 1 }), [{ priceTicks: 99_000n, lots: 500n }])
})

test('what does not fit is refused by its field', async () => {
  const withDepth = (levels: object[]) => ({ 'venue.json': venueWith({ markets: [{ ...BTC, depth: { levels } }] }) })
  const level = { distance: '0.01', size: '1' }
  const fields: [object, string, string][] = [
    [{ policy: 'fifo' }, 'ERR_CONFIG', 'venue.json: policy is "fifo", expected one of bitmex, delta'],
    [{ round: { maxSlippage: '2' } }, 'ERR_RANGE', 'venue.json: round.maxSlippage is 2, expected a rate from 0 to 1'],
    [{ round: { buffer: '-1' } }, 'ERR_RANGE', 'venue.json: round.buffer is -1, expected 0 or more'],
    [{ round: { adl: 'maybe' } }, 'ERR_CONFIG', 'round.adl is "maybe", expected "auto", "propose" or "off"'],
    [{ round: { speed: 9 } }, 'ERR_CONFIG', 'round.speed is not a known key'],
    [{ round: { preset: 'mtgox' } }, 'ERR_CONFIG', 'preset is "mtgox", expected one of bitmex'],
    [{ round: { adlPrice: 'entry' } }, 'ERR_CONFIG', 'round.adlPrice is "entry", expected "bankruptcy", "mark"'],
    [{ round: { trigger: { per: 'row' } } }, 'ERR_CONFIG', 'round.trigger'],
    [{ round: { trigger: { start: '2' } } }, 'ERR_RANGE', 'round.trigger.start is 2, expected a rate from 0 to 1'],
    [{ round: { warning: { stopBalance: '-1' } } }, 'ERR_RANGE', 'round.warning.stopBalance is -1, expected 0 or more'],
  ]
  for (const [change, code, part] of fields) await refused([part, { 'venue.json': venueWith(change) }, code, part])
  const refusal = async (levels: object[]) => {
    const { venue } = await openScenario(folderOf({ ...SMALL, ...withDepth(levels) }))
    try {
      liquidityOf(venue)
      return 'not refused'
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.match(
    await refusal([level, level]),
    /markets\[0\]\.depth\.levels\[1\]\.distance is "0\.01", expected more than/,
  )
  assert.match(await refusal([{ ...level, size: '0.0001' }]), /markets\[0\]\.depth\.levels\[0\]\.size/)
})

test('an engine that is loaded plays rounds as its venue says', async () => {
  const { engine } = await load({ 'venue.json': venueWith({ round: { adl: 'off' } }) })
  const report = engine.runRound()
  assert.equal(report.stuck, [{ account: 1, state: 'bankrupt', reason: 'adl-off' }])
})

test.run()
