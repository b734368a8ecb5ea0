// What it costs to lose nothing: engines with and without a journal over the same book and trades, by turns; single
// commands; a thousand callers that wait for one sync, beside what the disk itself does; recovery and its memory; and
// how long the engine's thread stands still while another thread makes a snapshot.

import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { FIRST_TRADER, makeBook } from './book.mjs'
import { capacityFor, fillEngine, toEngine } from './forms.mjs'
import { generator, quantile, settle, summarise } from './measure.mjs'
import { BATCH, makeBatches, shuffledRows } from './trades.mjs'

const FILL = 0.85
const SMALL = 256
/** Batches, or single trades by the thousand, between two turns of the event loop. */
const TURN = 4
const CLIENTS = 1_000
/** Bytes of a deposit's frame, for the disk beside it. */
const FRAME_BYTES = 45

/** @returns all figures; `folder` is made in the system's folder for temporary files, and removed */
export async function measureJournal(dist, size, note) {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'))
  try {
    const book = makeBook(size.journal)
    const rates = []
    for (const each of [BATCH, SMALL, 1]) {
      note(`trades with a journal and without, by turns, ${each} at once, and recovery`)
      rates.push(await measureSize(dist, book, size.journal, each, join(folder, `trades-${each}`)))
    }
    note(`${CLIENTS} callers that wait for a sync, and the disk itself`)
    const sync = await measureSync(dist, book, size.journal, join(folder, 'sync'))
    note('a snapshot beside a busy thread')
    const snapshot = await measureSnapshot(dist, book, size.journal, join(folder, 'snapshot'))
    return { rates, sync, snapshot }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One size of batches: rates by turns, then what was journaled is recovered. */
async function measureSize(dist, book, { positions, rounds, batches }, each, folder) {
  const capacityPositions = Math.ceil(positions / FILL)
  const bare = toEngine(dist, book, capacityPositions)
  const options = { ...capacityFor(book, capacityPositions), durability: 'interval', snapshotEvery: 0 }
  const { engine } = await dist.openEngine(folder, { ...options, prepare: (empty) => fillEngine(empty, book) })
  const law = { law: 'uniform', count: (rounds + 1) * batches, rows: shuffledRows(bare, generator(3)), seed: 40 }
  const made = makeBatches(dist, bare, book, law)
  const rate = await compareRates(bare, engine, cut(dist, made, each), each, rounds)
  const { lastSequence } = engine
  const hash = bare.stateHash()
  const same = hash === engine.stateHash()
  await engine[Symbol.asyncDispose]()
  bare.close()
  const recovery = await measureRecovery(dist, folder)
  return { ...rate, recovery, same: same && recovery.sequence === lastSequence && recovery.stateHash === hash }
}

/** The same trades in batches of another size; as single trades for 1. */
function cut({ TradeBatch }, batches, each) {
  if (each === BATCH) return batches
  if (each === 1) return batches.flatMap((batch) => Array.from({ length: BATCH }, (_, index) => tradeOf(batch, index)))
  return batches.flatMap((batch) =>
    Array.from({ length: BATCH / each }, (_, part) => {
      const smaller = new TradeBatch(each)
      smaller.count = each
      for (const column of ['buyers', 'sellers', 'markets', 'lots', 'priceTicks']) {
        smaller[column].set(batch[column].subarray(part * each, (part + 1) * each))
      }
      return smaller
    }),
  )
}

function tradeOf(batch, index) {
  const { buyers, sellers, markets, lots, priceTicks } = batch
  const [buyer, seller, market] = [buyers[index], sellers[index], markets[index]]
  return { buyer, seller, market, lots: lots[index], priceTicks: priceTicks[index] }
}

async function compareRates(bare, kept, work, each, rounds) {
  const perRound = Math.floor(work.length / (rounds + 1))
  const samples = { bare: new Float64Array(rounds), kept: new Float64Array(rounds) }
  for (let round = 0; round <= rounds; round += 1) {
    const part = work.slice(round * perRound, (round + 1) * perRound)
    for (const [name, engine] of Object.entries({ bare, kept })) {
      settle()
      const start = performance.now()
      await apply(engine, part, each)
      await engine.durable()
      if (round > 0) samples[name][round - 1] = performance.now() - start
    }
  }
  const trades = perRound * each
  const rate = (name) => Math.round((trades * 1000) / summarise(samples[name]).median)
  return {
    each,
    trades,
    all: perRound * each * (rounds + 1),
    bare: rate('bare'),
    kept: rate('kept'),
    share: rate('kept') / rate('bare'),
  }
}

async function apply(engine, part, each) {
  const turn = each === 1 ? 1_000 : TURN
  for (const [index, work] of part.entries()) {
    if (each === 1) engine.trade(work)
    else engine.applyTrades(work)
    if (index % turn === turn - 1) await setImmediate()
  }
}

async function measureRecovery({ openEngine }, folder) {
  settle()
  const before = process.memoryUsage().rss
  const seen = []
  const onProgress = ({ records, totalBytes }) => seen.push({ records, totalBytes, rss: process.memoryUsage().rss })
  const { engine, recovery } = await openEngine(folder, { onProgress, snapshotEvery: 0 })
  await engine[Symbol.asyncDispose]()
  const { records, bytes, ms, sequence, stateHash } = recovery
  // What is read first fills buffers: from there on nothing may grow.
  const early = seen[Math.floor(seen.length / 4)]?.rss ?? before
  const most = Math.max(early, ...seen.map(({ rss }) => rss))
  return {
    ...{ records, bytes, ms, sequence, stateHash },
    recordsPerSecond: Math.round((records * 1000) / ms),
    mibPerSecond: bytes / 1_048_576 / (ms / 1000),
    grownMiB: (most - early) / 1_048_576,
  }
}

async function measureSync(dist, book, { positions, groups, rounds }, folder) {
  const capacityPositions = Math.ceil(positions / FILL)
  const options = { ...capacityFor(book, capacityPositions), durability: 'sync', snapshotEvery: 0 }
  const { engine } = await dist.openEngine(folder, { ...options, prepare: (each) => fillEngine(each, book) })
  const ids = Array.from({ length: CLIENTS }, (_, index) => FIRST_TRADER + index)
  const client = async (id, times) => {
    for (let time = 0; time < times; time += 1) {
      engine.deposit(id, 1n)
      await engine.durable()
    }
  }
  const samples = { engine: [], disk: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now()
    await Promise.all(ids.map((id) => client(id, groups)))
    const between = performance.now()
    await syncDisk(join(folder, 'bare.tmp'), CLIENTS * FRAME_BYTES, groups)
    if (round === 0) continue
    samples.engine.push(between - start)
    samples.disk.push(performance.now() - between)
  }
  await engine[Symbol.asyncDispose]()
  const [ours, disk] = [summarise(samples.engine).median, summarise(samples.disk).median]
  const perSecond = (ms) => (groups * 1000) / ms
  return {
    ...{ clients: CLIENTS, groups, groupsPerSecond: perSecond(ours), diskPerSecond: perSecond(disk) },
    ...{ ratio: ours / disk, acknowledgedPerSecond: Math.round(CLIENTS * perSecond(ours)) },
  }
}

/** The same bytes, written and synced without anything else. */
async function syncDisk(path, bytes, times) {
  const file = await open(path, 'w')
  try {
    const group = Buffer.alloc(bytes, 1)
    await file.write(Buffer.alloc(bytes * (times + 1)), 0, bytes * (times + 1), 0)
    await file.datasync()
    for (let time = 0; time < times; time += 1) {
      await file.write(group, 0, bytes, time * bytes)
      await file.datasync()
    }
  } finally {
    await file.close()
    rmSync(path)
  }
}

/** Gaps between turns of the event loop, in which a few trades are applied, with a snapshot made beside them or not. */
async function measureSnapshot(dist, book, { positions }, folder) {
  const capacityPositions = Math.ceil(positions / FILL)
  const options = { ...capacityFor(book, capacityPositions), durability: 'interval', snapshotEvery: 0 }
  const opened = await dist.openEngine(folder, { ...options, prepare: (each) => fillEngine(each, book) })
  const { engine, snapshots } = opened
  const pays = (times) => {
    for (let time = 0; time < times; time += 1) engine.deposit(FIRST_TRADER, 1n)
  }
  pays(2_000)
  await engine.durable()
  let isMade = false
  const start = performance.now()
  const making = snapshots.make().then((report) => {
    isMade = true
    return report
  })
  const during = await gaps(
    () => pays(4),
    () => isMade,
  )
  await making
  const ms = performance.now() - start
  const until = performance.now() + ms
  const without = await gaps(
    () => pays(4),
    () => performance.now() > until,
  )
  await engine[Symbol.asyncDispose]()
  return { ms, during, without }
}

async function gaps(work, isOver) {
  const seen = []
  let last = performance.now()
  while (!isOver()) {
    work()
    await setImmediate()
    const now = performance.now()
    seen.push(now - last)
    last = now
  }
  const sorted = Float64Array.from(seen).sort()
  return { turns: sorted.length, p999: quantile(sorted, 0.999), most: sorted.at(-1) ?? 0 }
}
