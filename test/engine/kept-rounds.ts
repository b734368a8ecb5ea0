// A folder with rounds of every kind, and what they came to.

import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import type { RoundEvent } from '../../src/index.ts'
import { crash, usual } from './kept-folder.ts'
import * as venue from './small-venue.ts'

export interface Told {
  readonly hash: string
  readonly events: RoundEvent[]
}

/** Four rounds: at once, step by step with a trade in between, one that proposes, and what that proposes. */
export async function fourRounds(folder: string): Promise<{ before: string[]; after: Told[] }> {
  const opened = await openEngine(folder, { ...usual, checkpointEvery: 3 })
  const { engine } = opened
  const before: string[] = []
  const after: Told[] = []
  const ended = () => after.push({ hash: engine.stateHash(), events: [...engine.roundEvents()] })
  crash(engine)
  before.push(engine.stateHash())
  engine.runRound()
  ended()
  await opened.snapshots.make()
  deeper(engine, 2_000)
  before.push(engine.stateHash())
  for (let { wanted } = engine.openRound(); wanted !== null; { wanted } = engine.advanceRound()) {
    engine.deposit(venue.BOB, 1n)
    engine.bookExhausted(wanted)
  }
  ended()
  engine.configureRound({ adl: 'propose' })
  deeper(engine, 3_000)
  before.push(engine.stateHash())
  assert.ok(engine.runRound().proposal !== null)
  ended()
  before.push(engine.stateHash())
  engine.acceptProposal()
  ended()
  await engine[Symbol.asyncDispose]()
  return { before, after }
}

/** DAVE comes in against BOB and is bankrupt. */
function deeper(engine: Engine, timeMs: number): void {
  engine.deposit(venue.DAVE, 10_000n)
  venue.mark(engine, timeMs, [venue.LINEAR, 75n])
  venue.trade(engine, venue.DAVE, venue.BOB, 5n, 75n)
  venue.mark(engine, timeMs + 1, [venue.LINEAR, 50n])
}
