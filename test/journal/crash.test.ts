// Whatever happens to the power and whenever, a journal gives what it has promised, in order, and calls nothing damage.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Journal } from '../../src/journal/journal.ts'
import type { JournalWriter } from '../../src/journal/writer.ts'
import type { Durability } from '../../src/journal/writer-options.ts'
import { append, FOLDER, onlyProcess, payloadOf, readAll, smallTerms } from './lives.ts'
import { chance, SimulatedDisk } from './simulated-disk.ts'

interface Step {
  readonly bytes: number
  readonly next: 'go on' | 'turn' | 'wait'
}

interface Life {
  readonly steps: readonly Step[]
  readonly crashAfter: number
  readonly end: 'power' | 'kill' | 'close'
  readonly durability: Durability
}

const step = fc.record<Step>({
  bytes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 400, max: 1700 })),
  next: fc.constantFrom('go on', 'turn', 'wait'),
})
const life = fc.record<Life>({
  steps: fc.array(step, { maxLength: 25 }),
  crashAfter: fc.integer({ min: 1, max: 150 }),
  end: fc.constantFrom('power', 'power', 'kill', 'close'),
  durability: fc.constantFrom('sync', 'sync', 'interval', 'none'),
})

/** What has been promised of the records so far, and their sizes. */
interface Ledger {
  readonly sizes: number[]
  onDisk: number
  withSystem: number
}

async function live(disk: SimulatedDisk, { steps, end, durability }: Life, pid: number, ledger: Ledger): Promise<void> {
  let journal: Journal | null = null
  let writer: JournalWriter | null = null
  try {
    journal = Journal.open(FOLDER, { disk, processes: onlyProcess(pid) })
    const { count, end: found } = readAll(journal, ledger.sizes)
    assert.ok(count >= ledger.withSystem, `${count} records, ${ledger.withSystem} were promised`)
    ledger.sizes.length = count
    writer = await journal.write(found, smallTerms(pid, durability))
    for (const { bytes, next } of steps) {
      ledger.sizes.push(bytes)
      const number = append(writer, payloadOf(ledger.sizes.length, bytes))
      assert.is(number, ledger.sizes.length)
      if (next === 'turn') await new Promise((resolve) => setImmediate(resolve))
      if (next === 'wait') await writer.whenDurable()
    }
    if (end === 'close') await journal.close()
  } catch (error) {
    if (!disk.isDead) throw error
  }
  if (writer === null) return
  ledger.onDisk = Math.max(ledger.onDisk, writer.syncedNumber)
  ledger.withSystem = durability === 'none' ? ledger.onDisk : Math.max(ledger.onDisk, writer.durableNumber)
  disk.isDead = true
  await journal?.close().catch(() => {})
}

test('after any loss of power or kill, reading gives all that was promised, in order, and never damage', async () => {
  const seed = fc.integer({ min: 0, max: 2 ** 31 })
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), seed, async (lives, start) => {
      const random = chance(start)
      const ledger: Ledger = { sizes: [], onDisk: 0, withSystem: 0 }
      let disk = new SimulatedDisk()
      for (const [index, one] of lives.entries()) {
        disk.options = one.end === 'close' ? {} : { crashAfter: one.crashAfter }
        await live(disk, one, index + 1, ledger)
        disk = one.end === 'power' ? disk.afterPowerLoss(random) : disk.afterKill()
        if (one.end === 'power') ledger.withSystem = ledger.onDisk
      }
      const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(99) })
      const { count } = readAll(journal, ledger.sizes)
      assert.ok(count >= ledger.withSystem, `${count} records, ${ledger.withSystem} were promised`)
    }),
    { numRuns: 400 },
  )
})

function steps(count: number, waits: number): Step[] {
  return Array.from({ length: count }, (_, index): Step => {
    return { bytes: 20 + ((index * 97) % 700), next: index % waits === 0 ? 'wait' : 'turn' }
  })
}

function promised(disk: SimulatedDisk, ledger: Ledger, what: string): void {
  const { count } = readAll(Journal.open(FOLDER, { disk, processes: onlyProcess(99) }), ledger.sizes)
  assert.ok(count >= ledger.onDisk, `${count} records after ${what}, ${ledger.onDisk} were promised`)
}

for (const durability of ['sync', 'none'] as const) {
  test(`power may go at every single step of a long life (${durability})`, async () => {
    for (let crashAfter = 1; ; crashAfter += 1) {
      const ledger: Ledger = { sizes: [], onDisk: 0, withSystem: 0 }
      const disk = new SimulatedDisk({ crashAfter })
      await live(disk, { steps: steps(40, 3), crashAfter, end: 'power', durability }, 1, ledger)
      for (let seed = 0; seed < 8; seed += 1) {
        promised(disk.afterPowerLoss(chance(crashAfter * 8 + seed)), ledger, `step ${crashAfter}`)
      }
      if (disk.operations < crashAfter) break
    }
  })
}

test('what a killed process has left in the memory of the system is brought to the disk by the next', async () => {
  for (let crashAfter = 1; ; crashAfter += 1) {
    const ledger: Ledger = { sizes: [], onDisk: 0, withSystem: 0 }
    const first = new SimulatedDisk({ crashAfter })
    await live(first, { steps: steps(20, 4), crashAfter, end: 'kill', durability: 'none' }, 1, ledger)
    for (let step = 10; step < 32; step += 1) {
      const second = first.afterKill({ crashAfter: step })
      const known = { ...ledger, sizes: [...ledger.sizes] }
      await live(second, { steps: steps(2, 3), crashAfter: step, end: 'power', durability: 'sync' }, 2, known)
      promised(second.afterPowerLoss(chance(crashAfter * 20 + step)), known, `a kill after step ${crashAfter}`)
    }
    if (first.operations < crashAfter) break
  }
})

test('after a sync that failed the system takes pages for written: who goes on writes them once more', async () => {
  const sizes = [40, 50, 60]
  const first = new SimulatedDisk({ losesUnsynced: true })
  const journal = Journal.open(FOLDER, { disk: first, processes: onlyProcess(1) })
  const writer = await journal.write(readAll(journal, []).end, smallTerms(1))
  append(writer, payloadOf(1, 40))
  await writer.whenDurable()
  first.options = { losesUnsynced: true, fails: ({ kind }) => (kind === 'datasync' ? 'EIO' : null) }
  append(writer, payloadOf(2, 50))
  await writer.whenDurable().then(
    () => assert.unreachable('a failed sync was told as durable'),
    () => {},
  )
  await journal.close().catch(() => {})
  const second = first.afterKill()
  const again = Journal.open(FOLDER, { disk: second, processes: onlyProcess(2) })
  const { count, end } = readAll(again, sizes)
  assert.is(count, 2, 'the system still has it')
  const next = await again.write(end, smallTerms(2))
  append(next, payloadOf(3, 60))
  assert.is(await next.whenDurable(), 3)
  const third = second.afterPowerLoss(chance(5))
  assert.is(readAll(Journal.open(FOLDER, { disk: third, processes: onlyProcess(3) }), sizes).count, 3)
})

test.run()
