// A check that leaves the event loop free, and what comes while it is under way: it waits, and is applied in its order.

import { TRADE_APPLIED } from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { CommandRefused } from '../../src/engine/notices.ts'
import type { CheckResult } from '../../src/index.ts'
import { attempt, type Command, type Outcome, runEngine, shown } from '../oracles/command-play.ts'
import { isOfJournal } from './act.ts'
import { demandSame, differ } from './difference.ts'
import type { Life } from './life.ts'

const METHODS: Readonly<Record<string, string>> = {
  marks: 'applyMarks',
  deposits: 'applyDeposits',
  funding: 'applyFunding',
  trades: 'applyTrades',
}

/** @param isAborted whether nobody wants the check any more once the commands have come */
export async function askMeanwhile(life: Life, facts: readonly Command[], isAborted: boolean): Promise<void> {
  const { engine, venue } = life
  const { oracle, tally, issued: before } = venue
  life.makeRoom()
  const expected = oracle.isLeft ? null : oracle.naive.check()
  const stop = new AbortController()
  const check = engine.check({ signal: stop.signal })
  life.endThread()
  const asked = facts.map((fact) => attempt(() => ask(life, fact)))
  demandSame(engine.lastSequence, before, 'commands while a check was under way')
  if (isAborted) stop.abort(new Error('nobody wants to know'))
  const from = life.notices.length
  const result = await check.catch((error: Error) => {
    if (error.message !== 'nobody wants to know') throw error
    return null
  })
  const refused = life.notices.slice(from).filter((notice) => notice.type === 'command-refused')
  if (result !== null) judgeCheck(result, before, expected)
  for (const [index, fact] of facts.entries()) follow(life, fact, asked[index]!, refused)
  demandSame(refused, [], 'notices of commands that were not refused')
  demandSame(engine.lastSequence, venue.issued, 'commands after a check')
  tally.note('check', `${result === null} ${facts.length}`)
}

function ask({ engine, venue }: Life, fact: Command): unknown {
  // A batch that waits has no outcomes yet.
  if (fact[0] !== 'trades') return runEngine(engine, fact, venue.oracle.adlAtMark)
  const trades = fact[1] as readonly unknown[]
  try {
    return runEngine(engine, fact, false)
  } catch (error) {
    // It is counted as one that has been applied.
    if (error instanceof Error && error.name === 'Assertion' && trades.length > 0) return null
    throw error
  }
}

function judgeCheck(result: CheckResult, sequence: number, expected: { ids: number[]; states: number[] } | null): void {
  demandSame(result.sequence, sequence, 'what a check has judged')
  if (expected === null) return
  const { ids, states, count } = result
  const found = { ids: [...ids.subarray(0, count)], states: [...states.subarray(0, count)] }
  demandSame(found, { ids: expected.ids, states: expected.states }, 'what a check has found')
}

// The twin and the plain engine do now what the engine has done when the check had ended.
function follow(life: Life, fact: Command, asked: Outcome, refused: CommandRefused[]): void {
  const { engine, venue } = life
  const { twin, oracle } = venue
  if (asked.code === ErrorCode.BUSY || isOfJournal(asked.code)) return
  const name = METHODS[fact[0]] ?? fact[0]
  const next = refused[0]
  if (next?.command === name && isOfJournal(next.code) && venue.issued === engine.lastSequence) {
    refused.shift()
    life.refusedBy(next.code)
    return
  }
  const outcome = twin.run(fact, oracle.adlAtMark)
  if (asked.code === 'ok') demandRefusals(fact, name, outcome, refused)
  else if (outcome.code === 'ok')
    differ(`${shown(fact)} was refused with ${asked.code} during a check, its twin was not`)
  if (oracle.isLeft) return
  const plain = oracle.run(fact)
  if (asked.code === 'ok') demandSame(shown(plain), shown(outcome), `the plain engine, ${shown(fact)} after a check`)
}

function demandRefusals(fact: Command, name: string, { code, value }: Outcome, refused: CommandRefused[]): void {
  const batch = fact[0] === 'trades' && code === 'ok' ? (value as number[]) : []
  const count = code === 'ok' ? batch.filter((outcome) => outcome !== TRADE_APPLIED).length : 1
  for (const notice of refused.splice(0, count)) {
    demandSame(notice.command, name, `notices of ${shown(fact)}`)
    if (code !== 'ok') demandSame(notice.code, code, `the notice of ${shown(fact)}`)
  }
}
