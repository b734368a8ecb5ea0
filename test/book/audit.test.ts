import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Book } from '../../src/book/book.ts'
import { rowOf } from '../../src/book/rows.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED } = venue

function busyVenue(kernel: (typeof venue.KERNELS)[number] = 'reference'): Engine {
  const engine = venue.openVenue(kernel)
  engine.deposit(ALICE, 50_000n)
  for (const market of [LINEAR, TIERED]) venue.trade(engine, ALICE, BOB, 2n, 100n, market)
  venue.trade(engine, ALICE, BOB, 2n, 50n, INVERSE)
  return engine
}

for (const kernel of venue.KERNELS) {
  test(`a sound book is counted, and nothing is found (${kernel})`, () => {
    const engine = busyVenue(kernel)
    assert.equal(engine.audit(), { ok: true, findings: [], accounts: 9, positions: 6, cashAtoms: 50_000n })
  })
}

type Columns = Book['columns']
const alice = (columns: Columns) => columns.rowId.indexOf(ALICE)
const bob = (columns: Columns) => columns.rowId.indexOf(BOB)
const first = (columns: Columns) => columns.runStart[alice(columns)]!
const bump = (columns: Columns, word: number) => columns.setWord(word, columns.word(word) + 1)
const hash = /the state hash kept by the commands is not the one counted anew/

const DAMAGES: [what: string, damage: (columns: Columns) => void, finding: RegExp][] = [
  ['lots that one side lost', (c) => (c.posSize[first(c)]! -= 1n), /I1: lots of market 0 add up to -1/],
  ['a counter of lots', (c) => (c.marketLotsSum[TIERED] = 4n), /I1: the counter of market 1 is not 0/],
  ['cash from nowhere', (c) => (c.rowCash[bob(c)]! += 5n), /I2: cash adds up to 50005, .* are 50000/],
  ['a counter of cash', (c) => (c.wides[at.WIDE_CASH_TOTAL >> 3]! += 1n), /counter of cash stands at 50001/],
  ['a counter of deposits', (c) => (c.wides[at.WIDE_NET_DEPOSITS >> 3]! += 1n), /withdrawals are 50001/],
  ['a counter of accounts', (c) => bump(c, at.WORD_ACCOUNTS), /9 accounts are open, the counter says 10/],
  ['a counter of traders', (c) => bump(c, at.WORD_TRADERS), /4 traders are open, the counter says 5/],
  ['a counter of positions', (c) => bump(c, at.WORD_POSITIONS), /6 positions are open, the counter says 7/],
  ['a lost entry of the id table', (c) => c.idSlots.fill(0), /account 1 is not found by its id/],
  ['a changed id', (c) => (c.rowId[alice(c)] = 77), /account 77 is not found by its id/],
  ['a trader that became a pool', (c) => (c.rowClass[alice(c)] = 2), /account 1 is in a block of another kind/],
  ['a block of another kind', (c) => (c.blockKind[0] = 2), /account 1 is in a block of another kind/],
  ['cash in a free row', (c) => (c.rowCash[alice(c) + 40] = 5n), /free row 40 holds cash or positions/],
  ['an empty position', (c) => (c.posSize[first(c)] = 0n), /account 1: slot \d+ is empty or out of order/],
  ['two positions in one market', (c) => (c.posMarket[first(c)] = 1), /slot \d+ is empty or out of order/],
  ['a position in no market', (c) => (c.posMarket[first(c) + 2] = 9), /a position in market 9, which is not listed/],
  ['a run that begins elsewhere', (c) => (c.runStart[bob(c)]! += 1), /row 1 begins at slot \d+, expected \d+/],
  ['a run that is longer', (c) => (c.runCount[bob(c)]! += 1), /block 0 counts 7 slots wrongly/],
  ['a miscounted arena', (c) => (c.blockUsed[0]! += 1), /block 0 counts 6 slots wrongly/],
  ['an arena that is too short', (c) => (c.blockRoom[0] = 5), /segment at page \d+ is not the arena of block 0/],
  ['an arena at another place', (c) => (c.blockStart[0]! += 16), /is not the arena of block 0/],
  ['a segment of another block', (c) => (c.pageNext[first(c) >> at.PAGE_SHIFT] = 1), /is not the arena of block 1/],
  ['a segment without end', (c) => (c.pageTag[first(c) >> at.PAGE_SHIFT] = 9_999), /segments end at page \d+ of \d+/],
  ['a forgotten arena', (c) => (c.blockRoom[1] = 16), /blocks have an arena/],
  ['an entry value', (c) => (c.posEntry[first(c)]! += 1n), hash],
  ['an owner', (c) => (c.rowOwner[alice(c)] = 5), hash],
  ['a flag', (c) => (c.rowFlags[alice(c)] = 1), hash],
  ['reserved margin', (c) => (c.rowReserved[alice(c)] = 1n), hash],
  ['a lane of the hash', (c) => (c.wides[(at.WIDE_ROWS_HASH >> 3) + 1]! += 1n), hash],
]

for (const [what, damage, finding] of DAMAGES) {
  test(`${what}: is found and named`, () => {
    const engine = busyVenue()
    damage(engine.book.columns)
    const { ok, findings } = engine.audit()
    assert.not(ok)
    assert.ok(
      findings.some((found) => finding.test(found)),
      findings.join('\n') || 'nothing was found',
    )
  })
}

const DERIVED: [what: string, damage: (columns: Columns) => void][] = [
  ['the unit value that a scan reads', (c) => (c.marketScan[4 * TIERED]! += 1n)],
  ['the notional that a scan reads', (c) => (c.marketScan[4 * TIERED + 1]! += 1n)],
  ['the rate that a scan reads', (c) => (c.marketScan[4 * TIERED + 2]! += 1n)],
  ['the second floor that a scan reads', (c) => (c.marketScan[4 * TIERED + 3]! += 1n)],
  ['the deduction of a tier', (c) => (c.marketTiers[5 * 4 * TIERED + 4 + 2]! += 1n)],
]

test('what the scan reads instead of marks, funding and tiers is recounted too', () => {
  const unfound = DERIVED.filter(([, damage]) => {
    const engine = busyVenue()
    damage(engine.book.columns)
    return engine.audit().ok
  })
  assert.equal(
    unfound.map(([what]) => what),
    [],
  )
})

test('an audit changes nothing', () => {
  const engine = busyVenue()
  const before = engine.stateHash()
  engine.audit()
  assert.is(engine.stateHash(), before)
  assert.is(rowOf(engine.book, ALICE), 0)
})

test('a book in ruins is reported in a hundred sentences at most', () => {
  const engine = busyVenue()
  engine.book.columns.runStart.fill(3)
  engine.book.columns.rowCash.fill(1n)
  assert.is(engine.audit().findings.length, 100)
})

test.run()
