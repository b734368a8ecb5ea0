// Random rounds of an engine with the books before and after, as an auditor is given them.

import fc from 'fast-check'
import { type AuditBook, bookImage } from '../../src/audit/audit-book.ts'
import { type AuditOptions, auditRound, type RoundAudit } from '../../src/audit/audit-round.ts'
import type { Engine, RoundEvent } from '../../src/index.ts'
import { forAllWorlds } from '../oracles/round/for-all-worlds.ts'
import { openWorld } from '../oracles/round/open-world.ts'
import { bookOf, emptyFor } from '../oracles/round/play-world.ts'
import { ruledWorld } from '../oracles/round/random-rules.ts'
import { shrinkBriefly } from '../oracles/round/shrink-briefly.ts'
import type { Options, World } from '../oracles/round/world.ts'

export const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)

/** What an auditor is given. */
export interface Evidence {
  readonly before: AuditBook
  readonly events: readonly RoundEvent[]
  readonly after: AuditBook
  readonly options: AuditOptions
}

export const auditOf = ({ before, events, after, options }: Evidence): RoundAudit =>
  auditRound(before, events, after, options)

const ways: fc.Arbitrary<Partial<Options>> = fc.record({
  maxPasses: fc.constantFrom(64, 64, 64, 1, 2),
  adl: fc.constantFrom('auto' as const, 'auto' as const, 'auto' as const, 'off' as const, 'propose' as const),
  haltOnDeficit: fc.boolean(),
})

export const worlds: fc.Arbitrary<World> = fc.tuple(ruledWorld, ways).map(([world, way]): World => {
  return { ...world, options: { ...world.options, ...way } }
})

/** What is played, told as an auditor is told it. */
export function evidenceOf(engine: Engine, options: AuditOptions, play: () => unknown): Evidence {
  const before = bookImage(engine)
  play()
  return { before, events: [...engine.roundEvents()], after: bookImage(engine), options }
}

export function playedWorld(world: World): Evidence {
  const engine = emptyFor('fast', 'audited')
  openWorld(engine, world)
  return evidenceOf(engine, optionsOf(world), () => engine.runRound({ liquidity: bookOf(world) }))
}

export const optionsOf = ({ options: { maxPasses, haltOnDeficit = false } }: World): AuditOptions => ({
  maxPasses,
  haltOnDeficit,
  accepted: false,
})

/** A failure names the smallest world. */
export function forAll(runs: number, property: (world: World) => void, arbitrary: fc.Arbitrary<World> = worlds): void {
  forAllWorlds(arbitrary, property, { seed, runs, around: shrinkBriefly })
}
