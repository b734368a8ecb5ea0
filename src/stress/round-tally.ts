// What one round has done, market by market, counted from its events.

import type { Book } from '../book/book.ts'
import { absoluteUnit } from '../book/markets.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import { abs } from '../fixed/rounding.ts'

type Kind = 'liquidation' | 'takeover' | 'adl-fill' | 'close-at-mark'

export class RoundTally {
  /** By market, in lots. */
  readonly #lots: Readonly<Record<Kind, bigint[]>>
  readonly #book: Book
  bankrupt = 0
  liquidationFills = 0
  adlFills = 0
  /** Deleveraged notional by account, at the marks of the round. */
  readonly deleveraged = new Map<number, bigint>()

  constructor(book: Book) {
    const none = () => new Array<bigint>(book.marketCount).fill(0n)
    this.#book = book
    this.#lots = { liquidation: none(), takeover: none(), 'adl-fill': none(), 'close-at-mark': none() }
  }

  note(event: RoundEvent): void {
    switch (event.type) {
      case 'margin-call':
        if (event.state === 'bankrupt') this.bankrupt += 1
        return
      case 'liquidation':
        this.liquidationFills += 1
        break
      case 'adl-fill': {
        this.adlFills += 1
        const atoms = abs(event.lots) * absoluteUnit(this.#book, event.market)
        this.deleveraged.set(event.to, (this.deleveraged.get(event.to) ?? 0n) + atoms)
        break
      }
      case 'takeover':
      case 'close-at-mark':
        break
      default:
        return
    }
    this.#lots[event.type][event.market]! += abs(event.lots)
  }

  notionalAtoms(kind: Kind, market: number): bigint {
    return this.#lots[kind][market]! * absoluteUnit(this.#book, market)
  }
}
