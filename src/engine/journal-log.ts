// The log of an engine whose commands are kept in a journal: a record for every command that stands, and telling that
// waits until it is durable. Now and then, and at the end, a checkpoint says what the state is: who does the records
// again must come to the same.

import { BallastError } from '../core/errors.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Policy } from '../policies/policy.ts'
import { type CommandLog, type CommandRecord, RECORD_CHECKPOINT, RECORD_ONCE } from './command-log.ts'
import type { CommandId } from './done-commands.ts'
import { packCommand } from './record-columns.ts'
import { packMark, type StateMark } from './state-mark.ts'

interface Telling {
  readonly number: number
  readonly tell: () => void
}

/** What a log needs to know of who it is the log of. */
interface Logged {
  readonly state: () => StateMark
  /** Ends the journal that the writer is of. */
  readonly close: () => Promise<void>
  /** Records from one checkpoint to the next. */
  readonly checkpointEvery: number
}

export class JournalLog implements CommandLog {
  id: CommandId | null = null
  readonly policies: readonly Policy[]
  /** null while commands of before are played again: they are there already. */
  #writer: JournalWriter | null = null
  #logged: Logged | null = null
  /** The last record that is a checkpoint. */
  #checked = 0
  #due: Telling[] = []

  /** @param policies of the venue's own: others cannot be found again by their names */
  constructor(policies: readonly Policy[]) {
    this.policies = policies
  }

  /** From now on commands are written down. */
  start(writer: JournalWriter, logged: Logged): void {
    this.#writer = writer
    this.#logged = logged
    this.#checked = writer.lastNumber
  }

  get isOn(): boolean {
    return this.#writer !== null
  }

  begin(command: CommandRecord): void {
    const { id } = this
    this.#writer?.begin(packCommand(id === null ? command : [RECORD_ONCE, id.client, id.number, ...command]))
  }

  commit(): void {
    const writer = this.#writer
    if (writer === null) return
    writer.commit()
    if (writer.lastNumber - this.#checked >= this.#logged!.checkpointEvery) this.#checkpoint()
  }

  note(record: CommandRecord): void {
    try {
      this.#writer?.begin(packCommand(record))
      this.#writer?.commit()
    } catch (error) {
      // The command before it stands. What keeps this from being written keeps the next command from it too, or was a
      // lack of room.
      if (!(error instanceof BallastError)) throw error
    }
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
  async close(isSound: boolean): Promise<void> {
    if (isSound && this.#writer !== null && this.#writer.lastNumber > this.#checked) this.#checkpoint()
    try {
      await this.#logged?.close()
    } finally {
      this.onDurable(this.#writer?.syncedNumber ?? 0)
    }
  }

  #checkpoint(): void {
    this.note([RECORD_CHECKPOINT, ...packMark(this.#logged!.state())])
    // Also when there was no room for it: it is not tried again with every command.
    this.#checked = this.#writer!.lastNumber
  }
}
