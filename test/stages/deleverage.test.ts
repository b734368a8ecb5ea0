import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { eventAt } from '../../src/engine/log-events.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { AllocationPolicy } from '../../src/policies/policy.ts'
import { deleverage, noteClosed } from '../../src/stages/deleverage.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { LOG_ADL_FILL } from '../../src/stages/round-log.ts'
import * as venue from '../engine/small-venue.ts'
import { give, type Holding, marked, roundOver, row, settle, story } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR } = venue

type Account = readonly [id: number, atoms: bigint, ...holdings: Holding[]]

/** 10 lots from 100 to 90: 9,000 have become −1,000, 100 a lot. A lot goes for 9,100. */
const alice: Account = [ALICE, 9_000n, [LINEAR, 10n, 100n]]
/** The same shorts from 100 with less and less equity behind them: the less, the earlier in the queue. */
const bob: Account = [BOB, 40_000n, [LINEAR, -4n, 100n]]
const carol: Account = [CAROL, 20_000n, [LINEAR, -4n, 100n]]
const dave: Account = [DAVE, 10_000n, [LINEAR, -4n, 100n]]

const fill = (from: number, to: number, lots: bigint, value: bigint, loss: bigint) => {
  return `adl-fill ${from} → ${to}: ${lots} in 0 for ${value}${loss === 0n ? '' : `, loss ${loss}`}`
}

const CASES: [what: string, accounts: Account[], story: string[], options?: RoundOptions][] = [
  [
    'the queue is walked from its head; the last fill is partial',
    [alice, bob, carol, dave],
    [fill(ALICE, DAVE, 4n, 36_400n, 400n), fill(ALICE, CAROL, 4n, 36_400n, 400n), fill(ALICE, BOB, 2n, 18_200n, 200n)],
  ],
  [
    'each takes as many lots as its equity bears',
    // Dave has 4 lots from 100: at 90 he is worth 250 − 4,000 + … of a debt at 86.25: 250 bear 2 lots.
    [alice, [DAVE, 2_250n, [LINEAR, -2n, 80n]], [BOB, 1_250n, [LINEAR, -1n, 80n]], carol],
    [
      fill(ALICE, CAROL, 4n, 36_400n, 400n),
      // Losing ones after profitable ones: PnL% is −1/8 for both, and divided by leverage: 72 for both: by notional.
      fill(ALICE, DAVE, 2n, 18_200n, 200n),
      fill(ALICE, BOB, 1n, 9_100n, 100n),
    ],
  ],
  [
    'one that is bankrupt itself is no candidate, and neither is one on the same side',
    // Carol is one for Bob, who owes 1: −4 lots are worth −36,000.
    [alice, [BOB, 3_999n, [LINEAR, -4n, 80n]], [CAROL, 90_000n, [LINEAR, 4n, 100n]]],
    [fill(BOB, CAROL, -4n, -35_999n, 1n)],
  ],
  [
    'none but profitable ones, when the venue says so',
    [alice, [BOB, 90_000n, [LINEAR, -4n, 80n]], dave],
    [fill(ALICE, DAVE, 4n, 36_400n, 400n)],
    { eligible: 'profitable' },
  ],
  [
    'all of them otherwise, profitable ones first',
    [alice, [BOB, 90_000n, [LINEAR, -4n, 80n]], dave],
    [fill(ALICE, DAVE, 4n, 36_400n, 400n), fill(ALICE, BOB, 4n, 36_400n, 400n)],
  ],
  [
    'at the mark nobody’s equity caps, and the loss stays',
    [alice, [BOB, 1_250n, [LINEAR, -1n, 80n]], dave],
    [fill(ALICE, DAVE, 4n, 36_000n, 0n), fill(ALICE, BOB, 1n, 9_000n, 0n)],
    { adlPrice: 'mark' },
  ],
  [
    'bankrupt accounts go by id, and the second finds what the first has left',
    // Of Bob, long 4 from 100 with 3,900: −100, 25 a lot.
    [[BOB, 3_900n, [LINEAR, 4n, 100n]], alice, carol, [DAVE, 10_000n, [LINEAR, -10n, 100n]]],
    [fill(ALICE, DAVE, 10n, 91_000n, 1_000n), fill(BOB, CAROL, 4n, 36_100n, 100n)],
  ],
  [
    'pro rata everybody gives the same part: of 12 lots 10, 3⅓ each, the odd one to the first by id',
    [alice, bob, carol, dave],
    [fill(ALICE, BOB, 4n, 36_400n, 400n), fill(ALICE, CAROL, 3n, 27_300n, 300n), fill(ALICE, DAVE, 3n, 27_300n, 300n)],
    { policy: 'pro-rata' },
  ],
  [
    'who can give less than it was dealt drops out, and the rest is dealt again',
    // 12 open: 3, 3 and 4 to the largest remainder … Bob's 250 bear 2 of his lots.
    [alice, [BOB, 250n, [LINEAR, -4n, 90n]], [CAROL, 9_000n, [LINEAR, -4n, 90n]], [DAVE, 9_000n, [LINEAR, -4n, 90n]]],
    [
      fill(ALICE, BOB, 2n, 18_200n, 200n),
      fill(ALICE, CAROL, 3n, 27_300n, 300n),
      fill(ALICE, DAVE, 3n, 27_300n, 300n),
      fill(ALICE, CAROL, 1n, 9_100n, 100n),
      fill(ALICE, DAVE, 1n, 9_100n, 100n),
    ],
    { policy: 'pro-rata' },
  ],
]

const ready = (kernel: (typeof venue.KERNELS)[number], accounts: readonly Account[], options?: RoundOptions) => {
  const open = (engine: Engine) => {
    for (const [id, atoms, ...holdings] of accounts) give(engine, id, atoms, ...holdings)
  }
  const engine = marked(kernel, open, [LINEAR, 90n])
  const round = roundOver(engine, options)
  return { engine, round }
}

for (const kernel of venue.KERNELS) {
  for (const [what, accounts, expected, options] of CASES) {
    test(`${what} (${kernel})`, () => {
      const { engine, round } = ready(kernel, accounts, options)
      flagAccounts(round)
      const first = round.log.count
      deleverage(round)
      assert.equal(story(round, first), expected)
      settle(engine, round)
    })
  }

  test(`an exempt account is passed over, a protected one comes last (${kernel})`, () => {
    const { engine, round } = ready(kernel, [alice, bob, carol, dave])
    engine.setExempt(CAROL, true)
    engine.setProtected(DAVE, true)
    flagAccounts(round)
    deleverage(round)
    assert.equal(story(round, 1), [fill(ALICE, BOB, 4n, 36_400n, 400n), fill(ALICE, DAVE, 4n, 36_400n, 400n)])
  })

  test(`what nobody could take is left over, with the ranking in which it was looked for (${kernel})`, () => {
    const { engine, round } = ready(kernel, [alice, dave])
    flagAccounts(round)
    const { leftovers, sides } = deleverage(round)
    assert.equal(
      leftovers.map(({ row: bankrupt, market, ranking }) => [bankrupt, market, ranking.count]),
      [[row(engine, ALICE), LINEAR, 1]],
    )
    assert.equal(
      [...sides.values()].map(({ requiredLots, filledLots, lossAtoms }) => [requiredLots, filledLots, lossAtoms]),
      [[10n, 4n, 400n]],
    )
  })

  test(`an ADL round says what it needs and what came of it (${kernel})`, () => {
    const { engine, round } = ready(kernel, [alice, dave])
    flagAccounts(round)
    noteClosed(round, deleverage(round))
    const context = { book: engine.book, policy: round.settings.policy, round: 7 }
    const [opened, fill, closed] = [1, 2, 3].map((index) => eventAt(round.log, index, context))
    const common = { version: 1, round: 7, pass: 1, stage: 6, market: LINEAR }
    const needs = { side: 'short', policy: 'bitmex', accounts: 1, requiredLots: 10n, candidates: 1, fundAtoms: null }
    assert.equal(opened, { ...common, type: 'adl-round-opened', ...needs })
    const came = { fills: 1, filledLots: 4n, valueAtoms: 36_400n, lossAtoms: 400n, atMarkLots: 0n, leftLots: 6n }
    assert.equal(closed, { ...common, type: 'adl-round-closed', side: 'short', ...came })
    if (fill?.type !== 'adl-fill') throw new Error('no fill')
    // PnL% = 4,000/40,000, L = 36,000/14,000: 9/35.
    assert.equal([fill.rank, fill.score, fill.whole, fill.candidate.account], [1, '9/35', true, DAVE])
  })

  test(`a score stays as it was made, whatever the earlier fills have done to the account (${kernel})`, () => {
    const { engine, round } = ready(kernel, [
      alice,
      [BOB, 3_900n, [LINEAR, 4n, 100n]],
      [DAVE, 10_000n, [LINEAR, -14n, 100n]],
    ])
    flagAccounts(round)
    deleverage(round)
    const entries = Array.from({ length: round.log.count }, (_, entry) => entry)
    const filled = entries.filter((entry) => round.log.types[entry] === LOG_ADL_FILL)
    const fills = filled.map((entry) => round.log.facts.at(round.log.factOf[entry]!))
    assert.equal(
      fills.map(({ lots, equityAtoms }) => [lots, equityAtoms]),
      [
        [14n, 24_000n],
        [14n, 24_000n],
      ],
    )
    settle(engine, round)
  })

  const BAD: [what: string, allocate: AllocationPolicy['allocate'], why: RegExp][] = [
    ['deals more than is needed', (_need, _who, open) => open.slice(), /policy bad deals 12 lots, 10 are needed/],
    ['deals more than there is', () => [10n, 0n, 0n], /deals 10 lots to candidate 0, which has 4/],
    ['deals less than nothing', () => [-1n, 4n, 7n], /deals -1 lots to candidate 0/],
    ['deals to too few', () => [4n, 6n], /deals to 2 candidates, there are 3/],
    ['deals numbers', () => [4, 4, 2] as never, /deals 4 lots to candidate 0, expected a bigint/],
    ['deals nothing at all', () => undefined as never, /deals to undefined candidates/],
    [
      'throws',
      () => {
        throw new Error('no idea')
      },
      /policy bad has failed: Error: no idea/,
    ],
  ]
  for (const [what, allocate, why] of BAD) {
    test(`a policy that ${what} is refused by name, and the round can be undone (${kernel})`, () => {
      const { engine, round } = ready(kernel, [alice, bob, carol, dave], { policy: { name: 'bad', allocate } })
      const before = engine.stateHash()
      flagAccounts(round)
      venue.refuses(ErrorCode.POLICY, why, () => deleverage(round))
      round.changes.rollback()
      assert.is(engine.stateHash(), before)
      venue.sound(engine)
    })
  }
}

test.run()
