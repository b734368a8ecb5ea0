// A log of commands that is kept in memory: what stood is played again on another engine, which must then be the same.

import { type CommandLog, type CommandRecord, RECORD_ONCE } from '../../src/engine/command-log.ts'
import type { CommandId } from '../../src/engine/done-commands.ts'

export class MemoryLog implements CommandLog {
  /** Of all logs that write into this one, in order, and whose each is. */
  readonly records: (readonly [record: CommandRecord, source: MemoryLog])[] = []
  readonly isOn = true
  readonly policies = null
  id: CommandId | null = null
  readonly #into: MemoryLog
  #begun: CommandRecord | null = null

  /** @param into the log that this one adds to; itself when left out */
  constructor(into: MemoryLog | null = null) {
    this.#into = into ?? this
  }

  begin(record: CommandRecord): void {
    // As it is now: a caller uses its columns again.
    const { id } = this
    this.#begun = structuredClone(id === null ? record : [RECORD_ONCE, id.client, id.number, ...record])
  }

  commit(): void {
    if (this.#begun === null) throw new Error('a command stands that was not written down')
    this.#into.records.push([this.#begun, this])
    this.#begun = null
  }

  note(): void {}

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
