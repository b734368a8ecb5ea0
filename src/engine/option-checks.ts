// What numbers of options may be; messages name the option.

import { demand, ErrorCode } from '../core/errors.ts'
import { checkBigint, checkWhole, MAX_CASH_ATOMS } from '../core/limits.ts'

export function whole(value: number, least: number, most: number, name: string): void {
  checkWhole(value, least, most, `round.${name}`)
}

export function money(value: bigint, name: string): void {
  checkBigint(value, `round.${name}`)
  demand(value >= 0n && value <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
    return `round.${name} is ${value} atoms, expected 0 to ${MAX_CASH_ATOMS}`
  })
}
