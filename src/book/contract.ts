// Contracts: what the sizes of a market mean in atoms.

import { KIND_INVERSE, KIND_LINEAR, KIND_QUANTO } from '../core/codes.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { checkBigint } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { type Decimal, parseDecimal } from '../fixed/decimal.ts'
import { inverseContract, linearContract, quantoContract } from '../fixed/unit-value.ts'
import type { Book } from './book.ts'
import { contractValueOf, lotSizeOf, tickSizeOf } from './markets.ts'

export const ContractKind = { linear: KIND_LINEAR, inverse: KIND_INVERSE, quanto: KIND_QUANTO } as const
export type ContractKind = keyof typeof ContractKind

/** The fields of a listing that make a contract. */
export interface ContractConfig {
  readonly symbol: string
  readonly kind: ContractKind
  /** Decimals, in units of the underlying (inverse: contracts) and of the price. */
  readonly lotSize: string
  readonly tickSize: string
  /** Inverse contracts: value of one lot in the quote currency. */
  readonly contractValue?: string
  /** Quanto contracts: atoms a lot and tick. */
  readonly multiplierAtoms?: bigint
  readonly maxMarkTicks: bigint
  /** Mark until the first one arrives. */
  readonly listingTicks: bigint
}

/** A contract as the columns hold it. */
export interface Contract {
  readonly kind: number
  readonly unitParam: bigint
  readonly lotSize: Decimal
  readonly tickSize: Decimal
  readonly contractValue: Decimal
}

export function contractOf(book: Book, market: number): Contract {
  return {
    kind: book.columns.marketKind[market]!,
    unitParam: book.columns.marketUnit[market]!,
    lotSize: lotSizeOf(book, market),
    tickSize: tickSizeOf(book, market),
    contractValue: contractValueOf(book, market),
  }
}

export function checkContract(book: Book, config: ContractConfig): Contract {
  const field = (name: string) => `${config.symbol}.${name}`
  const lotSize = parseSize(config.lotSize, field('lotSize'))
  const tickSize = parseSize(config.tickSize, field('tickSize'))
  const { listingTicks, maxMarkTicks } = config
  checkBigint(listingTicks, field('listingTicks'))
  checkBigint(maxMarkTicks, field('maxMarkTicks'))
  const one: Decimal = { coefficient: 1n, decimals: 0 }
  switch (config.kind) {
    case 'linear': {
      const size = linearContract({ lotSize, tickSize, atom: book.atom, listingTicks })
      return { ...size, lotSize, tickSize, contractValue: one }
    }
    case 'inverse': {
      const contractValue = parseSize(config.contractValue ?? '1', field('contractValue'))
      const size = inverseContract({ contractValue, tickSize, atom: book.atom, maxMarkTicks, listingTicks })
      return { ...size, lotSize, tickSize, contractValue }
    }
    case 'quanto': {
      const multiplierAtoms = config.multiplierAtoms ?? 0n
      checkBigint(multiplierAtoms, field('multiplierAtoms'))
      const size = quantoContract({ multiplierAtoms, listingTicks })
      return { ...size, lotSize, tickSize, contractValue: one }
    }
    default: {
      const kinds = Object.keys(ContractKind).join(', ')
      throw new BallastError(ErrorCode.CONFIG, `${field('kind')} is ${shown(config.kind)}, expected one of ${kinds}`)
    }
  }
}

/** A wider price band must keep an inverse contract's rule: one tick changes u by an atom at least. */
export function checkBand(book: Book, contract: Contract, maxMarkTicks: bigint): void {
  if (contract.kind !== KIND_INVERSE) return
  const { contractValue, tickSize } = contract
  // The listing price is history by now; any price of the band will do.
  inverseContract({ contractValue, tickSize, atom: book.atom, maxMarkTicks, listingTicks: maxMarkTicks })
}

// Sizes stand in int64 columns.
function parseSize(text: string, field: string): Decimal {
  const size = parseDecimal(text, field)
  demand(size.coefficient > 0n && size.coefficient < 1n << 62n, ErrorCode.CONFIG, () => {
    return `${field} is ${text}, expected a positive decimal of less than 2^62 without its point`
  })
  return size
}
