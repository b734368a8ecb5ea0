import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createKernel } from '../../src/kernel/kernel.ts'
import { Doorbell, doorbellBytes, JOB_SCAN, JOB_SELECT } from '../../src/memory/doorbell.ts'
import * as at from '../../src/memory/fields.ts'
import { loadSource, openGenerator } from '../../src/scenario/index.ts'
import { cutBook } from '../../src/shards/cut.ts'
import { gatherApart, gatherRows, selectApart } from '../../src/shards/gather.ts'
import { doChunk, workOn } from '../../src/shards/work.ts'

const executor = { threads: 2 }
const { engine } = await loadSource(openGenerator({ seed: '9', accounts: 9_000, positions: 40_000, markets: 9 }), {
  executor,
})
const markets = Uint16Array.from({ length: 9 }, (_, market) => market)
const ticks = Array.from(markets, (market) => (engine.market(market).markTicks * 900n) / 1000n)
engine.applyMarks({ timeMs: engine.lastTimeMs + 1, markets, priceTicks: BigInt64Array.from(ticks) })
await engine[Symbol.asyncDispose]()
const { book } = engine
const kernels = [0, 1, 2].map((lane) => createKernel('fast', book, lane))
const rows = book.columns.rowId.length
const lists = () => [
  { entries: book.columns.flagged.subarray(0, rows), count: 0 },
  { entries: book.columns.flagged.subarray(rows), count: 0 },
]
const blocks = book.columns.word(at.WORD_BLOCKS)
const expected = [...book.columns.flagged.subarray(0, kernels[0]!.scan(0, blocks, 0))]
const SCAN = { kind: JOB_SCAN, keyKind: 0, onlyProfitable: false, page: 0, announced: true } as const

function rung(chunks: number, terms = {}): Doorbell {
  const bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
  const count = cutBook(book, chunks, (index, from, to, before) => bell.setChunk(index, from, to, before + 32 * index))
  bell.open({ ...SCAN, ...terms }, count)
  return bell
}

test('lanes share a job until nothing is open; the last one of an announced job says so', () => {
  const bell = rung(7)
  assert.is(bell.claim(2, 6), 6)
  assert.is(workOn(bell, book, kernels[0]!, 0, 3), false)
  assert.is(bell.isDone, false)
  assert.is(doChunk(bell, book, kernels[2]!, 6), true)
  const [flagged] = lists()
  gatherRows(bell, flagged!)
  assert.equal([...flagged!.entries.subarray(0, flagged!.count)], expected)
  assert.ok(expected.length > 10)
  assert.is(workOn(rung(4), book, kernels[1]!, 1, 3), true)
  assert.is(workOn(rung(4, { announced: false }), book, kernels[1]!, 1, 3), false)
})

test('what a late lane holds is done apart, whatever it writes meanwhile', () => {
  const bell = rung(5)
  assert.equal([bell.claim(1, 2), bell.claim(2, 0)], [2, 0])
  workOn(bell, book, kernels[0]!, 0, 3)
  const [flagged, spare] = lists()
  for (const chunk of [0, 2]) {
    const first = bell.fromBlock(chunk) << at.BLOCK_SHIFT
    flagged!.entries.fill(0xdead, first, bell.toBlock(chunk) << at.BLOCK_SHIFT)
  }
  gatherApart(bell, kernels[0]!, flagged!, spare!)
  assert.equal([...spare!.entries.subarray(0, spare!.count)], expected)
})

test('a selection by shards is that of one, the best of each side behind the others', () => {
  const { marketNeed, rankCount, rankStart, rankEntry, rankKey } = book.columns
  marketNeed.fill(3, 0, 9)
  const apart = selectApart(book, at.KEY_BITMEX, false)
  const bell = rung(3, { kind: JOB_SELECT, keyKind: at.KEY_BITMEX, page: 5, announced: false })
  const { chunks } = bell
  for (const [lane, kernel] of kernels.entries()) workOn(bell, book, kernel, lane, 3)
  const part = 32
  for (let side = 0; side < 18; side += 1) {
    const start = apart.columns.rankStart[side]!
    const whole = [...apart.columns.rankEntry.subarray(start, start + apart.columns.rankCount[side]!)]
    const parts = Array.from({ length: chunks }, (_, chunk) => {
      const first = rankStart[chunk * part + side]!
      return [...rankEntry.subarray(first, first + rankCount[chunk * part + side]!)]
    })
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const first = rankStart[chunk * part + side]!
      const count = rankCount[chunk * part + side]!
      const places = Array.from({ length: count }, (_, index) => first + index)
      const standing = (index: number) => (rankEntry[index]! >>> at.RANK_GROUP_SHIFT) * -1e9 + rankKey[index]!
      const [others, best] = [places.slice(0, Math.max(0, count - 5)), places.slice(-5)]
      for (const index of others) assert.ok(standing(index) <= Math.min(...best.map(standing)) + 1e-6)
    }
    assert.equal(
      parts.flat().sort((a, b) => a - b),
      whole.sort((a, b) => a - b),
    )
  }
})

test.run()
