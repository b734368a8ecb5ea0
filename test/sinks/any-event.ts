// Events of every type with numbers up to their limits, made by fast-check.

import fc from 'fast-check'
import type { RoundEvent } from '../../src/index.ts'

/** With the prototype that every object has. */
function record<Value>(model: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }): fc.Arbitrary<Value> {
  return fc.record(model, { noNullPrototype: true })
}

const int64 = fc.oneof(
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n, 2n ** 53n + 1n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
)
const wide = fc.bigInt(-(2n ** 90n), 2n ** 90n)
const id = fc.oneof(fc.constantFrom(1, 0xffff_fffe), fc.integer({ min: 1, max: 0xffff_fffe }))
const time = fc.oneof(fc.constantFrom(0, Number.MAX_SAFE_INTEGER), fc.maxSafeNat())
const ppm = fc.integer({ min: 0, max: 1_000_000 })
const yesNo = fc.boolean()
/** Names come from users. */
const name = fc.oneof(
  fc.constantFrom('bitmex', '=1+1', '"', ',', 'a\nb', "'=x", '-5', '', ' x ', 'ü€😀'),
  fc.string({ unit: 'grapheme' }),
)
const score = fc.option(
  fc.oneof(
    fc.constantFrom('infinite', 'last'),
    fc.tuple(wide, wide).map(([over, under]) => `${over}/${under}`),
  ),
)
const state = fc.constantFrom('healthy', 'at-risk', 'bankrupt')
const side = fc.constantFrom('long', 'short')

const pool = record({ account: id, equityAtoms: int64, floorAtoms: int64, held: yesNo, depleted: yesNo })
const stuck = record({ account: id, state, reason: fc.constantFrom('unfilled', 'stale', 'passes') })
const lots = { market: id, from: id, to: id, lots: int64, valueAtoms: int64, priceTicks: int64 }
const cash = { market: id, from: id, to: id, valueAtoms: int64 }
const bankruptcy = { ...lots, lossAtoms: int64 }
const candidate = record({
  ...{ account: id, owner: id, market: id, lots: int64, notionalAtoms: int64, profitAtoms: int64 },
  ...{ entryValueAtoms: int64, maintenanceAtomPpm: wide, equityAtoms: int64, accountMaintenanceAtomPpm: wide },
  ...{ accountNotionalAtoms: int64, accountProfitAtoms: int64 },
})

const FIELDS: Record<Exclude<RoundEvent['type'], 'adl-proposed'>, Record<string, fc.Arbitrary<unknown>>> = {
  'round-opened': {
    ...{ sequence: time, timeMs: time, policy: name, adl: fc.constantFrom('auto', 'propose', 'off') },
    ...{ adlFor: fc.constantFrom('bankrupt', 'unfilled'), adlPrice: fc.constantFrom('mark', 'blend'), eligible: name },
    ...{ blend: record({ bankruptcy: ppm, mark: ppm }), nearlyEmptyAtoms: int64 },
    stages: fc.subarray(['own-first', 'book', 'cross', 'insurance', 'adl']),
    hedge: fc.option(record({ thresholdPpm: ppm, who: name, mode: name })),
    ...{ socialise: name, takeover: fc.constantFrom('whole', 'partial'), maxSlippagePpm: ppm, bufferAtoms: int64 },
    ...{ liquidationBudgetAtoms: fc.option(int64), roundBudgetAtoms: fc.option(int64), pools: fc.array(pool) },
  },
  'margin-call': { account: id, state },
  'own-first': bankruptcy,
  'liquidation-wanted': { account: id, market: id, lots: int64, limitTicks: fc.option(int64) },
  liquidation: lots,
  'book-exhausted': { account: id, market: id, lots: int64 },
  cross: lots,
  'fund-draw': cash,
  takeover: { ...bankruptcy, closesPoolPosition: yesNo },
  'adl-round-opened': {
    ...{ market: id, side, policy: name, accounts: id, requiredLots: int64, candidates: id },
    fundAtoms: fc.option(int64),
  },
  'adl-fill': { ...bankruptcy, rank: id, score, whole: yesNo, candidate },
  'hedge-close': lots,
  'adl-evened': cash,
  'adl-round-closed': {
    ...{ market: id, side, fills: id, filledLots: int64, valueAtoms: int64, lossAtoms: int64 },
    ...{ atMarkLots: int64, leftLots: int64 },
  },
  'close-at-mark': lots,
  socialised: cash,
  deficit: { from: id, to: id, valueAtoms: int64 },
  'market-halted': { market: id },
  'round-closed': {
    ...{ sequence: time, passes: id, quiet: yesNo, pools: fc.array(pool), deficitAtoms: int64 },
    stuck: fc.array(stuck),
  },
}

export const EVENT_TYPES = [...Object.keys(FIELDS), 'adl-proposed']

function ofType(type: keyof typeof FIELDS): fc.Arbitrary<RoundEvent> {
  const frame = { version: fc.constant(1), type: fc.constant(type), round: time, pass: id, stage: fc.nat(9) }
  return record({ ...frame, ...FIELDS[type] }) as unknown as fc.Arbitrary<RoundEvent>
}

const told = fc.oneof(...(Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map(ofType))
/** Proposed are moves, which have no lists of their own. */
const move = fc.oneof(ofType('adl-fill'), ofType('close-at-mark'), ofType('own-first'))
const proposed = record({
  ...{ version: fc.constant(1), type: fc.constant('adl-proposed'), round: time, pass: id, stage: fc.constant(6) },
  ...{ sequence: time, accounts: id, fills: id, lossAtoms: int64, moves: fc.array(move) },
}) as unknown as fc.Arbitrary<RoundEvent>

export const anyEvent: fc.Arbitrary<RoundEvent> = fc.oneof({ arbitrary: told, weight: 19 }, proposed)
