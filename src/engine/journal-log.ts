// The log of an engine whose commands are kept in a journal: a record for every command that stands, and telling that
// waits until it is durable.

import type { JournalWriter } from '../journal/writer.ts'
import type { CommandLog, CommandRecord } from './command-log.ts'
import { packCommand } from './record-columns.ts'

interface Telling {
  readonly number: number
  readonly tell: () => void
}

export class JournalLog implements CommandLog {
  /** null while commands of before are played again: they are there already. */
  #writer: JournalWriter | null = null
  #due: Telling[] = []
  #close: () => Promise<void> = async () => {}

  /** From now on commands are written down. @param close ends the journal that the writer is of */
  start(writer: JournalWriter, close: () => Promise<void>): void {
    this.#writer = writer
    this.#close = close
  }

  get isOn(): boolean {
    return this.#writer !== null
  }

  begin(command: CommandRecord): void {
    this.#writer?.begin(packCommand(command))
  }

  commit(): void {
    this.#writer?.commit()
  }

  whenDurable(tell: () => void): void {
    const writer = this.#writer
    if (writer === null || (this.#due.length === 0 && writer.durableNumber >= writer.lastNumber)) tell()
    else this.#due.push({ number: writer.lastNumber, tell })
  }

  /** To be called by the writer. */
  onDurable(number: number): void {
    let count = 0
    while (count < this.#due.length && this.#due[count]!.number <= number) count += 1
    for (const { tell } of this.#due.splice(0, count)) tell()
  }

  async durable(): Promise<void> {
    await this.#writer?.whenDurable()
  }

  /** Closes the journal. What is durable by then is told; what is not is never told. */
  async close(): Promise<void> {
    try {
      await this.#close()
    } finally {
      this.onDurable(this.#writer?.syncedNumber ?? 0)
    }
  }
}
