// accounts.csv: id,owner,class,exempt,cash,reserved, where id and one of cash and collateral must be there.

import { AccountClass } from '../book/rows.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { MAX_ID } from '../core/limits.ts'
import type { ImportedAccount } from '../engine/importer.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { type CsvHeader, checkHeader, fieldReader } from './csv-header.ts'
import type { RowTaker } from './csv-rows.ts'
import { countText } from './unit-text.ts'
import { notNegative } from './venue-market.ts'

const LAYOUT = {
  required: ['id'],
  oneOf: ['cash', 'collateral'],
  optional: ['owner', 'class', 'exempt', 'reserved'],
} as const

const TRUTH: Record<string, boolean> = { '': false, false: false, true: true, '0': false, '1': true }

export interface AccountReading {
  readonly atom: Decimal
  /** What the open positions of an account have cost, for files that state the collateral. */
  readonly costOf: (id: number) => bigint
  readonly take: (account: ImportedAccount) => void
}

export function statesCollateral({ columns }: CsvHeader): boolean {
  return columns.has('collateral')
}

export function readAccounts(header: CsvHeader, { atom, costOf, take }: AccountReading): RowTaker {
  checkHeader(header, LAYOUT)
  const collateral = statesCollateral(header)
  const money = collateral ? 'collateral' : 'cash'
  const [id, owner, kind, exempt, cash, reserved] = ['id', 'owner', 'class', 'exempt', money, 'reserved'].map((name) =>
    fieldReader(header, name),
  ) as [Field, Field, Field, Field, Field, Field]
  return (fields) => {
    const account = readId(id(fields), 'id')
    const ownerText = owner(fields)
    const reservedText = reserved(fields)
    const paid = countText(cash(fields), atom, money)
    take({
      id: account,
      owner: ownerText === '' ? account : readId(ownerText, 'owner'),
      class: readClass(kind(fields)),
      exempt: readTruth(exempt(fields)),
      cashAtoms: collateral ? paid - costOf(account) : paid,
      reservedAtoms: reservedText === '' ? 0n : notNegative(reservedText, atom, 'reserved'),
    })
  }
}

type Field = (fields: readonly string[]) => string

/** An account or owner number. @throws BallastError ERR_RANGE */
export function readId(text: string, field: string): number {
  const id = /^[0-9]{1,10}$/.test(text) ? Number(text) : 0
  demand(id >= 1 && id <= MAX_ID, ErrorCode.RANGE, () => {
    return `${field} is ${JSON.stringify(text)}, expected a whole number from 1 to ${MAX_ID}`
  })
  return id
}

function readClass(text: string): AccountClass {
  const name = text === '' ? 'trader' : text
  demand(Object.hasOwn(AccountClass, name), ErrorCode.ACCOUNT_CLASS, () => {
    return `class is ${JSON.stringify(text)}, expected one of ${Object.keys(AccountClass).join(', ')}`
  })
  return name as AccountClass
}

function readTruth(text: string): boolean {
  const truth = Object.hasOwn(TRUTH, text) ? TRUTH[text] : undefined
  demand(truth !== undefined, ErrorCode.CONFIG, () => {
    return `exempt is ${JSON.stringify(text)}, expected true, false, 1, 0 or nothing`
  })
  return truth
}
