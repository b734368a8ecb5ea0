// A log of commands that is kept in memory: what stood is played again on another engine, which must then be the same.

import type { CommandLog, CommandRecord } from '../../src/engine/command-log.ts'

export class MemoryLog implements CommandLog {
  /** Of all logs that write into this one, in order, and whose each is. */
  readonly records: (readonly [record: CommandRecord, source: MemoryLog])[] = []
  readonly isOn = true
  readonly #into: MemoryLog
  #begun: CommandRecord | null = null

  /** @param into the log that this one adds to; itself when left out */
  constructor(into: MemoryLog | null = null) {
    this.#into = into ?? this
  }

  begin(record: CommandRecord): void {
    // As it is now: a caller uses its columns again.
    this.#begun = structuredClone(record) as CommandRecord
  }

  commit(): void {
    if (this.#begun === null) throw new Error('a command stands that was not written down')
    this.#into.records.push([this.#begun, this])
    this.#begun = null
  }

  whenDurable(tell: () => void): void {
    tell()
  }

  async durable(): Promise<void> {}

  async close(): Promise<void> {}

  clear(): void {
    this.records.length = 0
    this.#begun = null
  }
}
