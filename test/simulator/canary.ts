// Bugs that can be switched on, to see that the simulation finds them.

import {
  type CommandLog,
  type CommandRecord,
  RECORD_FILL,
  RECORD_RUN_ROUND,
  RECORD_TRADE,
} from '../../src/engine/command-log.ts'
import type { Engine } from '../../src/index.ts'
import type { SimulatedDiskOptions } from '../journal/simulated-disk.ts'

export const CANARIES = ['skip-fsync', 'drop-fill', 'ignore-checksum'] as const
export type CanaryName = (typeof CANARIES)[number]

export class Canary {
  readonly name: CanaryName
  /** What it does to a disk. */
  readonly disk: SimulatedDiskOptions
  #syncs = 0
  #fills = 0

  constructor(name: CanaryName) {
    this.name = name
    this.disk = name === 'skip-fsync' ? { pretends: () => this.#isSkipped() } : {}
  }

  /** Whether a flipped bit gets the checksum that fits it. */
  get mendsChecksums(): boolean {
    return this.name === 'ignore-checksum'
  }

  /** Has some fill of an engine not written down, though it is acknowledged. */
  infect(engine: Engine): void {
    if (this.name !== 'drop-fill') return
    const log = Reflect.get(engine, 'log') as CommandLog
    const [begin, commit] = [log.begin.bind(log), log.commit.bind(log)]
    let isDropped = false
    log.begin = (record: CommandRecord) => {
      isDropped = FILLS.has(record[0]) && this.#isTheOne()
      if (!isDropped) begin(record)
    }
    log.commit = () => {
      if (!isDropped) commit()
    }
  }

  // Every eleventh.
  #isSkipped(): boolean {
    this.#syncs += 1
    return this.#syncs % 11 === 0
  }

  #isTheOne(): boolean {
    this.#fills += 1
    return this.#fills % 23 === 0
  }
}

const FILLS = new Set([RECORD_TRADE, RECORD_FILL, RECORD_RUN_ROUND])
