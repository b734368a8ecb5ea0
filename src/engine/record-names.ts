// What the numbers of records mean, as the methods of the engine are called.

import * as record from './command-log.ts'

const NAMES: Readonly<Record<number, string>> = {
  [record.RECORD_LIST_MARKET]: 'listMarket',
  [record.RECORD_CONFIGURE_MARKET]: 'configureMarket',
  [record.RECORD_HALT_MARKET]: 'haltMarket',
  [record.RECORD_RESUME_MARKET]: 'resumeMarket',
  [record.RECORD_OPEN_ACCOUNT]: 'openAccount',
  [record.RECORD_CLOSE_ACCOUNT]: 'closeAccount',
  [record.RECORD_SET_RESERVED]: 'setReserved',
  [record.RECORD_SET_EXEMPT]: 'setExempt',
  [record.RECORD_SET_PROTECTED]: 'setProtected',
  [record.RECORD_DEPOSIT]: 'deposit',
  [record.RECORD_DEPOSITS]: 'applyDeposits',
  [record.RECORD_WITHDRAW]: 'withdraw',
  [record.RECORD_TRANSFER]: 'transfer',
  [record.RECORD_TRADE]: 'trade',
  [record.RECORD_TRADES]: 'applyTrades',
  [record.RECORD_MARKS]: 'applyMarks',
  [record.RECORD_FUNDING]: 'payFunding',
  [record.RECORD_FUNDING_BATCH]: 'applyFunding',
  [record.RECORD_ADVANCE_TIME]: 'advanceTime',
  [record.RECORD_CONFIGURE_ROUND]: 'configureRound',
  [record.RECORD_RUN_ROUND]: 'runRound',
  [record.RECORD_OPEN_ROUND]: 'openRound',
  [record.RECORD_ADVANCE_ROUND]: 'advanceRound',
  [record.RECORD_FILL]: 'fill',
  [record.RECORD_BOOK_EXHAUSTED]: 'bookExhausted',
  [record.RECORD_ACCEPT_PROPOSAL]: 'acceptProposal',
  [record.RECORD_HOLD_POOL]: 'holdPool',
  [record.RECORD_COMPACT]: 'compact',
  [record.RECORD_CHECKPOINT]: 'checkpoint',
  [record.RECORD_ROUND_RESULT]: 'roundResult',
  [record.RECORD_ONCE]: 'once',
}

export function recordName(code: number): string {
  return NAMES[code] ?? `record ${code}`
}
