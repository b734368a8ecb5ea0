// A round of a journal recomputed: the book before it from snapshot and records, the round done again by the plain
// kernel, held against what was written down of it, against what was published, and against the rules.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { type BeforeRound, type BeforeRoundOptions, openBeforeRound, type PlayedRound } from '../engine/before-round.ts'
import * as record from '../engine/command-log.ts'
import type { Engine } from '../engine/engine.ts'
import { withoutId } from '../engine/record-columns.ts'
import type { RoundEvent, RoundOpened } from '../engine/round-events.ts'
import { differenceOf } from '../engine/round-result.ts'
import type { Disk } from '../journal/disk.ts'
import type { Policy } from '../policies/policy.ts'
import { type AuditRow, bookImage, rowImage } from './audit-book.ts'
import { type AuditOptions, auditRound, type RoundAudit } from './audit-round.ts'
import type { Difference } from './tally.ts'

export interface FolderAuditOptions extends Omit<BeforeRoundOptions, 'kernel'> {
  /** Events of the round as they were published, a line of JSON each; those of other rounds are passed over. */
  readonly published?: Published
}

export interface Published {
  readonly lines: Iterable<string>
  /** An event as it is published. */
  readonly lineOf: (event: RoundEvent) => string
}

/** What does not agree, in the order in which it was looked for. */
export interface FolderDifference extends Pick<Difference, 'index' | 'message'> {
  /** The journal's own result of the round, the events that were published, or the rules. */
  readonly with: 'book' | 'journal' | 'published' | 'rules'
}

export interface FolderAudit {
  readonly folder: string
  readonly round: number
  readonly policy: string
  readonly sequence: number
  /** The first and the last record of the round, and that of the snapshot before it. */
  readonly records: readonly [first: number, last: number]
  readonly snapshot: number
  readonly stateHash: { readonly before: string; readonly after: string }
  /** Whether the journal says what the round came to: without it only the rules can be held against it. */
  readonly isRecorded: boolean
  readonly events: number
  readonly published: number | null
  readonly claims: RoundAudit['claims']
  readonly unchecked: RoundAudit['unchecked']
  readonly difference: FolderDifference | null
}

/**
 * @param round counts from 1
 * @throws BallastError as `openBeforeRound`
 */
export async function auditFolder(
  disk: Disk,
  folder: string,
  round: number,
  options: FolderAuditOptions = {},
): Promise<FolderAudit> {
  const { policies = [], published = null, onProgress, signal } = options
  const past = await openBeforeRound(disk, folder, round, {
    ...{ policies, kernel: 'reference' },
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  })
  try {
    return replay(folder, round, past, { policies, published })
  } finally {
    past.engine.close()
  }
}

function replay(
  folder: string,
  round: number,
  { engine, recovery, play }: BeforeRound,
  { policies, published }: { readonly policies: readonly Policy[]; readonly published: Published | null },
): FolderAudit {
  const broken = engine.audit().findings
  const before = bookImage(engine)
  const hashBefore = engine.stateHash()
  const terms = termsBefore(engine, policies)
  const between: { index: number; rows: AuditRow[]; halted: number[] }[] = []
  let accepted = false
  const played = play((given) => {
    const command = withoutId(given)
    const [code, market] = command
    if (code === record.RECORD_ACCEPT_PROPOSAL) accepted = true
    const rows = rowsOf(engine, command)
    const halted = code === record.RECORD_HALT_MARKET ? [market as number] : []
    if (rows.length + halted.length > 0) between.push({ index: engine.roundEventCount, rows, halted })
  })
  const events = [...engine.roundEvents()]
  const audit = auditRound(before, events, bookImage(engine), { ...terms, between, accepted })
  const told = published === null ? null : comparePublished(events, published, round)
  const opened = events[0] as RoundOpened
  const differences = [
    broken.length === 0 ? null : { with: 'book' as const, index: 0, message: `before the round: ${broken[0]}` },
    recordedDifference(played),
    told?.difference ?? null,
    audit.difference === null ? null : { with: 'rules' as const, ...audit.difference },
  ]
  return {
    ...{ folder, round, policy: opened.policy, sequence: opened.sequence },
    ...{ records: played.records, snapshot: recovery.snapshot },
    stateHash: { before: hashBefore, after: engine.stateHash() },
    ...{ isRecorded: played.recorded !== null, events: events.length, published: told?.count ?? null },
    ...{ claims: audit.claims, unchecked: audit.unchecked },
    difference: differences.find((each) => each !== null) ?? null,
  }
}

/** What the events of a round do not say of its rules. */
function termsBefore(engine: Engine, policies: readonly Policy[]): AuditOptions {
  const options = engine.roundState.options as { readonly maxPasses?: number; readonly haltOnDeficit?: boolean }
  const [last] = engine.roundEvents()
  return {
    policies,
    ...(options.maxPasses === undefined ? {} : { maxPasses: options.maxPasses }),
    ...(options.haltOnDeficit === undefined ? {} : { haltOnDeficit: options.haltOnDeficit }),
    ...(last?.type === 'round-opened' ? { proposedAt: last.sequence } : {}),
  }
}

function recordedDifference({ recorded, found }: PlayedRound): FolderDifference | null {
  if (recorded === null) return null
  const difference = differenceOf(recorded, found)
  if (difference === null) return null
  const { entry, column, recorded: was, found: is } = difference
  const place = entry < 0 ? 'the number of entries' : `${column} of entry ${entry}`
  const message = `${place}: the journal says ${was} of what the live engine did, recomputed it is ${is}`
  // The first event says that the round has opened, and is no entry.
  return { with: 'journal', index: entry + 1, message }
}

const OWN: readonly number[] = [
  ...[record.RECORD_RUN_ROUND, record.RECORD_OPEN_ROUND, record.RECORD_ADVANCE_ROUND, record.RECORD_FILL],
  ...[record.RECORD_BOOK_EXHAUSTED, record.RECORD_ACCEPT_PROPOSAL, record.RECORD_CHECKPOINT],
]

// Rows as a command has left them that is none of the round's: those that it names, and the house's.
function rowsOf(engine: Engine, [code, ...parts]: record.CommandRecord): AuditRow[] {
  if (OWN.includes(code)) return []
  const named = new Set<number>()
  for (const part of parts.slice(0, 2)) {
    if (typeof part === 'number') named.add(part)
    else if (part instanceof Uint32Array) for (const id of part) named.add(id)
    else if (typeof part === 'object' && part !== null && 'id' in part) named.add(part.id as number)
  }
  const isHouse = (id: number) => engine.account(id).class !== 'trader'
  const ids = [...engine.accountIds()].filter((id) => named.has(id) || isHouse(id))
  return ids.map((id) => rowImage(engine.book, id))
}

function comparePublished(
  events: readonly RoundEvent[],
  { lines, lineOf }: Published,
  round: number,
): { readonly count: number; readonly difference: FolderDifference | null } {
  let count = 0
  for (const line of lines) {
    if (roundOf(line) !== round) continue
    const expected = events[count]
    const found = expected === undefined ? 'nothing' : lineOf(expected).trim()
    if (found !== line.trim()) {
      const message = `event ${count} was published as ${line.trim()}, recomputed it is ${found}`
      return { count, difference: { with: 'published', index: count, message } }
    }
    count += 1
  }
  if (count === events.length) return { count, difference: null }
  const message = `${count} events of round ${round} were published, recomputed there are ${events.length}`
  return { count, difference: { with: 'published', index: count, message } }
}

function roundOf(line: string): number | null {
  if (line.trim() === '') return null
  try {
    return (JSON.parse(line) as { readonly round?: number }).round ?? null
  } catch (cause) {
    throw new BallastError(ErrorCode.FILE, `a published event is no JSON: ${line.slice(0, 80)}`, { cause })
  }
}
