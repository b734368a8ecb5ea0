// Which commands have been done, for clients that number theirs: the last number of each is all that has to be kept.

import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'

/** A command of a client: both are whole numbers from 0, and each client counts upwards; gaps do no harm. */
export interface CommandId {
  readonly client: number
  readonly number: number
}

/** More would be a mistake of who calls: an id of its own for each command, say. */
const MAX_CLIENTS = 65_536

export class DoneCommands {
  readonly #last = new Map<number, number>()

  /** A copy. @throws BallastError ERR_RANGE, ERR_CAPACITY */
  check(id: CommandId): CommandId {
    demandObject(id, 'id of a command', ErrorCode.RANGE)
    const { client, number } = id
    demandWhole('client', client)
    demandWhole('number', number)
    demand(this.#last.has(client) || this.#last.size < MAX_CLIENTS, ErrorCode.CAPACITY, () => {
      return `client ${client}: there are ${MAX_CLIENTS} clients already`
    })
    return { client, number }
  }

  has({ client, number }: CommandId): boolean {
    return number <= this.lastOf(client)
  }

  add({ client, number }: CommandId): void {
    this.#last.set(client, number)
  }

  /** The last number of a client's that stood; -1: none. */
  lastOf(client: number): number {
    return this.#last.get(client) ?? -1
  }

  /** By client, ascending. */
  toPlain(): [client: number, number: number][] {
    return [...this.#last].sort(([one], [other]) => one - other)
  }

  takePlain(plain: readonly (readonly [client: number, number: number])[]): void {
    this.#last.clear()
    for (const [client, number] of plain) this.add(this.check({ client, number }))
  }
}

function demandWhole(name: string, value: number): void {
  demand(Number.isSafeInteger(value) && value >= 0, ErrorCode.RANGE, () => {
    return `${name} of a command is ${shown(value)}, expected a whole number from 0`
  })
}
