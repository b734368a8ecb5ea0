// Bybit v5: the alert of an insurance pool, by REST and by stream. Sources: VENUES.md, sections 1b and 6, "Bybit";
// bybit-exchange/docs, v5/market/adl-alert and v5/websocket/public/adl-alert.

import type { AdlWarning } from '../engine/warning.ts'
import { exactNumber, moneyText, ratioText, symbolOf, timeText, type WireTerms, wireTime } from './to-text.ts'

export interface BybitAlertRow {
  readonly coin: string
  readonly symbol: string
  readonly balance: string
  readonly maxBalance: string
  readonly insurancePnlRatio: string
  readonly pnlRatio: string
  readonly adlTriggerThreshold: string
  readonly adlStopRatio: string
}

export interface BybitAlert {
  /** The documentation calls it updateTime, the payload has this. */
  readonly updatedTime: string
  readonly list: readonly BybitAlertRow[]
}

/** The fields of `BybitAlertRow`, in their order. */
export interface BybitAlertStreamRow<Value> {
  readonly c: string
  readonly s: string
  readonly b: Value
  readonly mb: Value
  readonly i_pr: Value | ''
  readonly pr: Value
  readonly adl_tt: Value
  readonly adl_sr: Value | ''
}

export interface BybitAlertStream<Value> {
  readonly topic: string
  readonly type: 'snapshot'
  readonly ts: number
  readonly data: readonly BybitAlertStreamRow<Value>[]
}

export interface BybitAlertTerms {
  /** USDT, USDC or inverse: what follows `adlAlert.` in the topic. */
  readonly topic: string
  readonly timeMs: number
}

/**
 * The `result` of `GET /v5/market/adlAlert`: a row a symbol, all text. Balances in the settlement currency. Ratios tell
 * a fall, so they are 0 or less: -0.3 where the engine has 300,000 ppm; empty where there is no such trigger.
 * `adlTriggerThreshold` is the balance at or under which ADL starts whatever the fall: above it the fall decides. Bybit
 * itself starts at 0, whatever the threshold: a reader who applies its rule misses a start between 0 and a threshold
 * above it.
 *
 * Left out, because the format has no place for it: the state and its reason, and the length of the window (Bybit: 8
 * hours). `pnlRatio` is the fall of the whole pool: the engine keeps no profit by symbol.
 */
export function adlAlertRest(warnings: readonly AdlWarning[], terms: WireTerms, timeMs: number): BybitAlert {
  return { updatedTime: timeText(timeMs), list: warnings.map((warning) => alertRow(warning, terms)) }
}

/** A message of the topic `adlAlert.…` with the types that are documented: the values of REST under short names. */
export function adlAlertStream(
  warnings: readonly AdlWarning[],
  terms: WireTerms,
  { topic, timeMs }: BybitAlertTerms,
): BybitAlertStream<string> {
  const data = warnings.map((warning) => {
    const row = alertRow(warning, terms)
    return {
      c: row.coin,
      s: row.symbol,
      b: row.balance,
      mb: row.maxBalance,
      i_pr: row.insurancePnlRatio,
      pr: row.pnlRatio,
      adl_tt: row.adlTriggerThreshold,
      adl_sr: row.adlStopRatio,
    }
  })
  return { topic: `adlAlert.${topic}`, type: 'snapshot', ts: wireTime(timeMs), data }
}

/**
 * The same message with numbers, as the documentation's sample has it.
 *
 * @throws BallastError ERR_PRECISION rather than lose a digit of a balance
 */
export function adlAlertNumbers(
  warnings: readonly AdlWarning[],
  terms: WireTerms,
  how: BybitAlertTerms,
): BybitAlertStream<number> {
  const message = adlAlertStream(warnings, terms, how)
  const data = message.data.map(
    (row): BybitAlertStreamRow<number> => ({
      c: row.c,
      s: row.s,
      b: exactNumber(row.b, `b of ${row.s}`),
      mb: exactNumber(row.mb, `mb of ${row.s}`),
      i_pr: row.i_pr === '' ? '' : exactNumber(row.i_pr, `i_pr of ${row.s}`),
      pr: exactNumber(row.pr, `pr of ${row.s}`),
      adl_tt: exactNumber(row.adl_tt, `adl_tt of ${row.s}`),
      adl_sr: row.adl_sr === '' ? '' : exactNumber(row.adl_sr, `adl_sr of ${row.s}`),
    }),
  )
  return { ...message, data }
}

function alertRow(warning: AdlWarning, terms: WireTerms): BybitAlertRow {
  const { startPpm, stopPpm } = warning
  return {
    coin: terms.currency,
    symbol: symbolOf(warning, terms),
    balance: moneyText(warning.balanceAtoms, terms, 'balanceAtoms'),
    maxBalance: moneyText(warning.maxBalanceAtoms, terms, 'maxBalanceAtoms'),
    insurancePnlRatio: startPpm === null ? '' : ratioText(-startPpm, 'startPpm'),
    pnlRatio: ratioText(-warning.drawdownPpm, 'drawdownPpm'),
    adlTriggerThreshold: moneyText(warning.leastBalanceAtoms, terms, 'leastBalanceAtoms'),
    adlStopRatio: stopPpm === null ? '' : ratioText(-stopPpm, 'stopPpm'),
  }
}
