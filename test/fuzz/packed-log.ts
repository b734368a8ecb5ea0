// A log that writes down bytes, as a journal does, and gives them back: what cannot be packed is refused in time, and
// what was written can be done again.

import type { CommandRecord } from '../../src/engine/command-log.ts'
import { playRecord } from '../../src/engine/play-record.ts'
import { packCommand, unpackCommand } from '../../src/engine/record-columns.ts'
import type { Engine } from '../../src/index.ts'
import { MemoryLog } from '../oracles/memory-log.ts'

export class PackedLog extends MemoryLog {
  override begin(record: CommandRecord): void {
    super.begin(unpackCommand(packCommand(record).slice()))
  }

  /** Does everything again. */
  play(engine: Engine): void {
    for (const [record] of this.records) playRecord(engine, record, [])
  }
}
