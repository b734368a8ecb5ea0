// Writes a million events in the format it is told, to a disk that only counts, and says how much memory that took:
// started by million.test.ts as a process of its own, with a heap of 64 MiB.

import type { RoundEvent } from '../../src/index.ts'
import type { Disk } from '../../src/journal/disk.ts'
import { EVENT_TABLE, fileSink } from '../../src/sinks/index.ts'

const EVENTS = 1_000_000

let bytes = 0
const countingDisk = {
  createNow: () => ({
    writeNow(part: Uint8Array): void {
      bytes += part.length
    },
    datasync: async () => {},
    close: async () => {},
  }),
  rename: async () => {},
  syncFolder: async () => {},
} as unknown as Disk

const sink = await fileSink(`events.${process.argv[2]}`, EVENT_TABLE, { disk: countingDisk })
// Looked at now and then: the system's own peak of a process begins with that of the one that started it.
let peak = 0
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss())
}
for (let index = 0; index < EVENTS; index += 1) {
  sink.put(eventAt(index))
  if (index % 5_000 === 0) look()
}
const report = await sink.end()
look()
const mebibytes = peak / 1_048_576
console.log(JSON.stringify({ items: report.items, isCounted: report.bytes === bytes, mebibytes }))

function eventAt(index: number): RoundEvent {
  const frame = { version: 1, round: 1 + (index >> 12), pass: 1 } as const
  const lots = BigInt(index) * 7_919n
  if (index % 2 === 0) return { ...frame, type: 'margin-call', stage: 1, account: index, state: 'bankrupt' }
  const move = { market: index % 50, from: index, to: 1, lots, valueAtoms: lots * 5n, priceTicks: lots }
  return { ...frame, type: 'liquidation', stage: 3, ...move }
}
