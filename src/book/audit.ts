// Counts everything again from the columns and compares it with what the commands kept: invariants, places, hash.

import { BLOCK_HOUSE, BLOCK_TRADERS, CLASS_NONE, CLASS_TRADER } from '../core/codes.ts'
import { readWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'
import { findRow } from '../memory/id-table.ts'
import type { Book } from './book.ts'
import { derivedAgree } from './markets.ts'
import { recount } from './row-hash.ts'

export interface AuditReport {
  readonly ok: boolean
  /** One sentence for each thing that is not as it should be; at most 100. */
  readonly findings: readonly string[]
  readonly accounts: number
  readonly positions: number
  readonly cashAtoms: bigint
}

const MAX_FINDINGS = 100

/** @param recountHash adds the elements of a range of blocks to WIDE_RECOUNT_HASH, as a kernel does */
export function audit(book: Book, recountHash: (fromBlock: number, toBlock: number) => void): AuditReport {
  const findings: string[] = []
  const expect = (holds: boolean, finding: () => string) => {
    if (!holds && findings.length < MAX_FINDINGS) findings.push(finding())
  }
  const counted = countRows(book, expect)
  const { columns } = book
  for (const [market, lots] of counted.lots.entries()) {
    expect(lots === 0n, () => `I1: lots of market ${market} add up to ${lots}`)
    expect(columns.marketLotsSum[market] === 0n, () => `I1: the counter of market ${market} is not 0`)
  }
  const net = readWide(columns.wides, at.WIDE_NET_DEPOSITS >> 3)
  const total = readWide(columns.wides, at.WIDE_CASH_TOTAL >> 3)
  expect(counted.cash === net, () => `I2: cash adds up to ${counted.cash}, deposits less withdrawals are ${net}`)
  expect(total === net, () => `I2: the counter of cash stands at ${total}, deposits less withdrawals at ${net}`)
  const { accounts, positions } = counted
  expect(accounts === book.accountCount, () => `${accounts} accounts are open, the counter says ${book.accountCount}`)
  expect(
    positions === book.positionCount,
    () => `${positions} positions are open, the counter says ${book.positionCount}`,
  )
  const traders = columns.word(at.WORD_TRADERS)
  expect(counted.traders === traders, () => `${counted.traders} traders are open, the counter says ${traders}`)
  checkMarkets(book, expect)
  checkArenas(book, expect)
  checkHash(book, recountHash, expect)
  return { ok: findings.length === 0, findings, accounts, positions, cashAtoms: counted.cash }
}

type Expect = (holds: boolean, finding: () => string) => void

function countRows(book: Book, expect: Expect) {
  const { rowId, rowClass, rowCash, runStart, runCount, posMarket, posSize, blockKind } = book.columns
  const counted = {
    accounts: 0,
    traders: 0,
    positions: 0,
    cash: 0n,
    lots: new Array<bigint>(book.marketCount).fill(0n),
  }
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    const id = rowId[row]!
    if (rowClass[row] === CLASS_NONE) {
      expect(runCount[row] === 0 && rowCash[row] === 0n, () => `free row ${row} holds cash or positions`)
      continue
    }
    const kind = rowClass[row] === CLASS_TRADER ? BLOCK_TRADERS : BLOCK_HOUSE
    expect(blockKind[row >> at.BLOCK_SHIFT] === kind, () => `account ${id} is in a block of another kind`)
    expect(findRow(book.columns, id) === row, () => `account ${id} is not found by its id`)
    counted.accounts += 1
    if (kind === BLOCK_TRADERS) counted.traders += 1
    counted.cash += rowCash[row]!
    counted.positions += runCount[row]!
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      const market = posMarket[slot]!
      const sorted = slot === runStart[row] || posMarket[slot - 1]! < market
      expect(sorted && posSize[slot] !== 0n, () => `account ${id}: slot ${slot} is empty or out of order`)
      expect(market < counted.lots.length, () => `account ${id}: a position in market ${market}, which is not listed`)
      if (market < counted.lots.length) counted.lots[market]! += posSize[slot]!
    }
  }
  return counted
}

// What the scan decides by is derived from marks, funding and tiers: it must still be what they give.
function checkMarkets(book: Book, expect: Expect): void {
  for (let market = 0; market < book.marketCount; market += 1) {
    expect(
      derivedAgree(book, market),
      () => `market ${market}: the scan line or tiers are not those of its mark and terms`,
    )
  }
}

function checkArenas(book: Book, expect: Expect): void {
  const { runStart, runCount, blockStart, blockUsed, blockRoom } = book.columns
  for (let block = 0; block < book.columns.word(at.WORD_BLOCKS); block += 1) {
    let slot = blockStart[block]!
    const first = block << at.BLOCK_SHIFT
    for (let row = first; row < first + at.BLOCK_ROWS; row += 1) {
      expect(runStart[row] === slot, () => `row ${row} begins at slot ${runStart[row]}, expected ${slot}`)
      slot += runCount[row]!
    }
    const used = slot - blockStart[block]!
    expect(used === blockUsed[block] && used <= blockRoom[block]!, () => `block ${block} counts ${used} slots wrongly`)
  }
  checkSegments(book, expect)
}

// Segments tile the pages, and every arena is one of them.
function checkSegments(book: Book, expect: Expect): void {
  const { segments } = book
  const { blockStart, blockRoom } = book.columns
  let arenas = 0
  let page = 0
  let previousFree = false
  while (page < segments.pages) {
    const free = segments.isFree(page)
    expect(!(free && previousFree), () => `two free segments meet at page ${page}`)
    previousFree = free
    if (!free) {
      const block = segments.owner(page)
      const fits =
        blockStart[block] === page << at.PAGE_SHIFT && blockRoom[block] === segments.length(page) << at.PAGE_SHIFT
      expect(fits, () => `the segment at page ${page} is not the arena of block ${block}`)
      arenas += 1
    }
    page += Math.max(1, segments.length(page))
  }
  expect(page === segments.pages, () => `segments end at page ${page} of ${segments.pages}`)
  let owners = 0
  for (let block = 0; block < book.columns.word(at.WORD_BLOCKS); block += 1) if (blockRoom[block]! > 0) owners += 1
  expect(owners === arenas, () => `${owners} blocks have an arena, ${arenas} segments are in use`)
}

function checkHash(book: Book, recountHash: (from: number, to: number) => void, expect: Expect): void {
  const { wides } = book.columns
  const anew = at.WIDE_RECOUNT_HASH >> 3
  const kept = at.WIDE_ROWS_HASH >> 3
  recount(book, recountHash)
  const equal = wides[anew] === wides[kept] && wides[anew + 1] === wides[kept + 1]
  expect(equal, () => 'the state hash kept by the commands is not the one counted anew')
}
