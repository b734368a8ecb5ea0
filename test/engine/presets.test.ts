import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { type PresetName, presetOf, presets } from '../../src/engine/presets.ts'
import { roundSettings } from '../../src/engine/round-options.ts'
import { deriveDeductions } from '../../src/fixed/tiers.ts'
import * as venue from './small-venue.ts'

test('every preset is a plain object whose options an engine takes', () => {
  const engine = venue.openVenue()
  for (const { name, round, about, sources } of presets) {
    engine.configureRound({ preset: name as PresetName })
    const settings = roundSettings({ preset: name as PresetName })
    assert.is(settings.policy.name, round.policy, name)
    assert.ok(about.length > 20 && sources.length > 0, name)
    const copy = JSON.parse(JSON.stringify(round, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    assert.is(Object.keys(copy).length, Object.keys(round).length, name)
  }
  assert.is(new Set(presets.map(({ name }) => name)).size, presets.length)
})

test('what is given beside a preset goes before, and what it does not say stays', () => {
  const { policy, adlPrice, trigger, maxPasses } = roundSettings({ preset: 'bybit', adlPrice: 'mark', maxPasses: 3 })
  assert.equal(
    [policy.name, adlPrice, trigger?.per, trigger?.pays, maxPasses],
    ['bybit', 'mark', 'market', 'to-start', 3],
  )
  const engine = venue.openVenue('reference', venue.newEngine('reference'))
  engine.configureRound({ eligible: 'profitable', maxPasses: 7 })
  engine.configureRound({ preset: 'aevo' })
  engine.runRound()
  const [opened] = engine.roundEvents()
  assert.ok(opened?.type === 'round-opened')
  assert.equal([opened.policy, opened.adlPrice, opened.eligible], ['aevo', 'mark', 'all'])
})

test('a preset that there is not is refused with those that there are, and changes nothing', () => {
  venue.refuses(ErrorCode.CONFIG, /preset is "mtgox", expected one of bitmex, delta, .*cme/, () => presetOf('mtgox'))
  const engine = venue.openVenue()
  venue.refusesCommand(engine, ErrorCode.CONFIG, /preset is "__proto__"/, () => {
    engine.configureRound({ preset: '__proto__' as PresetName })
  })
})

test('published tiers are tiers that a market takes', () => {
  for (const { name, tiers } of presets) {
    if (tiers === null) continue
    const ppm = (text: string) => Math.round(Number(text) * 1_000_000)
    const listed = tiers.tiers.map(({ from, rate }) => ({ floorAtoms: BigInt(from) * 1_000_000n, ratePpm: ppm(rate) }))
    assert.is(listed[0]?.floorAtoms, 0n, name)
    assert.not.throws(() => deriveDeductions(listed), name)
    assert.ok(ppm(tiers.initialRate) >= listed[0]!.ratePpm, name)
    const engine = venue.openVenue('reference', venue.newEngine('reference', '0.000001'))
    engine.listMarket({
      ...{
        ...venue.linearConfig,
        symbol: tiers.symbol,
        lotSize: '0.001',
        listingTicks: 50_000n,
        maxMarkTicks: 200_000n,
      },
      ...{ initialRatePpm: ppm(tiers.initialRate), tiers: listed.slice(0, 4) },
    })
  }
})

test.run()
