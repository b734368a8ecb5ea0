// A hundred thousand equal scores, told apart by notional, then by id: the order of a market where everybody entered at
// one price with one leverage. Decided by numbers that a comparator looks up, and by the exact rational scores of a
// book's accounts, which is what a round does.

import { Heap } from 'heap-js'
import { Heap as MnemonistHeap } from 'mnemonist'
import TinyQueue from 'tinyqueue'
import { generator } from './measure.mjs'
import { demandSame, listOf, popped, TOP } from './micro-heaps.mjs'
import { ownHeaps } from './micro-own.mjs'
import { measureByTurns, rateOurs } from './micro-turns.mjs'

const EXTERNAL = 1
const FIRST_TRADER = 10
const ENTRY_TICKS = 100_000n
const MARK_TICKS = 110_000n
const ATOMS_PER_TICK = 10n
const EQUITY_PERCENT = 30n

/** Long accounts of many sizes with one entry price and one leverage, so that all scores are the same fraction. */
function tiedEngine({ createEngine }, count) {
  const engine = createEngine({ capacity: { accounts: count + 64, positions: count + 64, markets: 1 } })
  const random = generator(31)
  const importer = engine.beginImport()
  importer.account({ id: EXTERNAL, class: 'external', cashAtoms: 0n })
  importer.market({
    ...{ symbol: 'X-PERP', kind: 'linear', lotSize: '0.001', tickSize: '0.01', externalAccount: EXTERNAL },
    ...{ listingTicks: ENTRY_TICKS, minMarkTicks: 1n, maxMarkTicks: 1_000_000n, maxAbsFundingAtoms: 10_000n },
    ...{ maxPositionLots: 100_000_000n, initialRatePpm: 10_000, tiers: [{ floorAtoms: 0n, ratePpm: 5_000 }] },
  })
  let net = 0n
  for (let index = 0; index < count; index += 1) {
    const id = FIRST_TRADER + index
    const lots = BigInt(1 + random.below(1_000))
    const value = lots * ENTRY_TICKS * ATOMS_PER_TICK
    importer.account({ id, cashAtoms: (value * EQUITY_PERCENT) / 100n - value })
    importer.position({ account: id, market: 0, lots, entryValueAtoms: value })
    net += lots
  }
  const account = FIRST_TRADER + count
  importer.account({ id: account, class: 'external', cashAtoms: 0n })
  importer.position({ account, market: 0, lots: -net, entryValueAtoms: 0n })
  importer.finish()
  engine.applyMarks({ timeMs: 1, markets: Uint16Array.of(0), priceTicks: BigInt64Array.of(MARK_TICKS) })
  return engine
}

/** The engine's own ranking says what is right; by row, because that is what its heap holds. */
function candidatesOf(dist, engine, count) {
  const ranked = engine.rank({ market: 0, side: 'long' })
  const scores = new Set(ranked.map(({ score }) => score))
  if (ranked.length !== count || scores.size !== 1) {
    throw new Error(`${ranked.length} candidates with ${scores.size} scores, expected ${count} with one`)
  }
  const { rowId } = engine.book.columns
  const rowOf = new Map(Array.from(rowId, (id, row) => [id, row]))
  const facts = { ids: rowId, notional: new Float64Array(rowId.length), exact: new Array(rowId.length) }
  for (const { account, candidate } of ranked) {
    const row = rowOf.get(account)
    facts.notional[row] = Number(candidate.notionalAtoms)
    facts.exact[row] = { ...dist.bitmex.score(candidate), notionalAtoms: candidate.notionalAtoms }
  }
  const order = Uint32Array.from(ranked, ({ account }) => rowOf.get(account))
  return { ...facts, rows: order.slice().sort(), expected: order.subarray(0, TOP) }
}

export async function compareTies(dist, { count, turns, iterations, note }) {
  const engine = tiedEngine(dist, count)
  const facts = candidatesOf(dist, engine, count)
  const { ids, notional, exact, rows, expected } = facts
  const keys = new Float64Array(count).fill(1)
  const own = ownHeaps(dist, engine, { keys, entries: rows, top: TOP })
  // Negative when `a` goes first: the form that comparators have.
  const byNumbers = (a, b) => notional[b] - notional[a] || ids[a] - ids[b]
  const byScores = (a, b) => {
    const order = dist.compareScores(exact[b], exact[a])
    if (order !== 0) return order
    const [first, second] = [exact[a].notionalAtoms, exact[b].notionalAtoms]
    return first === second ? ids[a] - ids[b] : first > second ? -1 : 1
  }
  const questions = { 'by notional and id': [byNumbers, false], 'by exact score, notional, id': [byScores, true] }
  const answers = []
  for (const [question, [compare, byScore]] of Object.entries(questions)) {
    const javaScript = { name: 'ours (JavaScript)', run: () => own.javaScript((a, b) => compare(a, b) < 0) }
    const kernel = { name: 'ours (kernel)', run: () => own.kernelTop(byScore) }
    const contenders = [kernel, javaScript, ...libraries(rows, compare)]
    for (const { name, run } of contenders) demandSame(`equal scores ${question}, ${name}`, run(), expected)
    note(`${count} equal scores ${question}`)
    const times = await measureByTurns(contenders, { turns, iterations })
    answers.push({ question, times, ...rateOurs(times) })
  }
  engine.close()
  return { count, top: TOP, questions: answers }
}

/** flatqueue is missing: it knows numbers only and no comparator, so it cannot tell ties apart. */
function libraries(rows, compare) {
  const all = () => listOf(rows.length, (index) => rows[index])
  const inPlace = () => {
    const items = all()
    MnemonistHeap.heapify(compare, items)
    return popped({ pop: () => MnemonistHeap.pop(compare, items) }, TOP)
  }
  const sorted = () => {
    const objects = listOf(rows.length, (index) => ({ row: rows[index], score: 1 }))
    objects.sort((a, b) => b.score - a.score || compare(a.row, b.row))
    return Uint32Array.from({ length: TOP }, (_, place) => objects[place].row)
  }
  return [
    { name: 'tinyqueue', run: () => popped(new TinyQueue(all(), compare), TOP) },
    { name: 'heap-js', run: () => popped(Heap.heapify(all(), compare), TOP) },
    { name: 'mnemonist Heap', run: inPlace },
    { name: 'sort of objects', run: sorted },
  ]
}
