// One life of a venue: it is opened and judged, given commands together with those who judge it, and it ends.

import type { Worker } from 'node:worker_threads'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { type OpenedEngine, openEngine } from '../../src/engine/open-engine.ts'
import type { Engine, EngineNotice } from '../../src/index.ts'
import type { SimulatedDisk } from '../journal/simulated-disk.ts'
import { attempt, shown } from '../oracles/command-play.ts'
import { giveAll } from './act.ts'
import { turn } from './clock.ts'
import { demandSame, differ } from './difference.ts'
import { beset, type Mishaps, setRoom } from './disk-faults.ts'
import { judgeOpened, judgeTold } from './judge.ts'
import { askMeanwhile } from './meanwhile.ts'
import { attemptLater, codeOf, patiently, quiet } from './patience.ts'
import type { LifePlan } from './plan.ts'
import { playOn, playRound } from './stepped-round.ts'
import { markOf } from './twin.ts'
import { FOLDER, type Venue } from './venue.ts'
import { nextStep, type Step } from './workload.ts'

/** Longer than any interval. */
const LONG_MS = 200

export class Life {
  engine!: Engine
  readonly venue: Venue
  readonly disk: SimulatedDisk
  /** What listeners were told. */
  readonly told: string[] = []
  readonly notices: EngineNotice[] = []
  /** Of the last command that bore an id. */
  number = -1
  readonly #plan: LifePlan
  readonly #mishaps: Mishaps
  /** That were started for it. */
  readonly #threads: Worker[] = []
  readonly #listen = (worker: Worker) => void this.#threads.push(worker)
  #snapshots!: OpenedEngine['snapshots']
  #isReadOnly = false
  #isProposed = false

  constructor(venue: Venue, disk: SimulatedDisk, plan: LifePlan) {
    this.venue = venue
    this.disk = disk
    this.#plan = plan
    venue.ledger.durability = plan.durability
    this.#mishaps = beset(disk, plan, venue.terms, venue.canary)
  }

  /** Whether no command can stand any more. */
  get isOver(): boolean {
    return this.disk.isDead || this.#isReadOnly
  }

  /** @returns whether it was opened: the power may go while it is */
  async open(ending: LifePlan['ending']): Promise<boolean> {
    const { venue, disk } = this
    const { terms, tally } = venue
    if (this.#plan.full?.from === -1) this.#fill(this.#plan.full.bytes)
    if (terms.threads > 0) process.on('worker', this.#listen)
    try {
      const opened = await patiently(openEngine(FOLDER, { ...this.#options(), disk }), 'opening')
      this.engine = opened.engine
      this.#snapshots = opened.snapshots
      tally.note('recovery', shown([opened.recovery?.snapshot, opened.recovery?.torn?.number]))
      if ((opened.recovery?.torn ?? null) !== null) tally.count('met:torn tail')
    } catch (error) {
      const code = codeOf(error)
      const { failed, isFull } = this.#mishaps
      const isByPlan = (disk.isDead || failed !== null || isFull) && code !== ErrorCode.JOURNAL_CORRUPT
      if (!isByPlan) differ(`it cannot be opened: ${code} ${(error as Error).message}`)
      tally.note(disk.isDead ? 'death:in recovery' : `death:opening failed`, code)
      if (!(error instanceof BallastError)) differ(`opening fails with no BallastError: ${String(error)}`)
      process.off('worker', this.#listen)
      return false
    }
    judgeOpened(this.engine, venue, ending, this.#plan.twin)
    this.number = Math.max(...this.engine.doneCommands.toPlain().map(([, number]) => number), -1)
    venue.canary?.infect(this.engine)
    if (terms.threads > 0) await this.engine.ready()
    this.engine.onEvent((event) => this.told.push(shown(event)))
    this.engine.onWarning((warning) => this.told.push(shown(warning)))
    this.engine.onNotice((notice) => this.notices.push(notice))
    return true
  }

  async live(): Promise<void> {
    const { full, isBegunAtOnce } = this.#plan
    const { venue } = this
    for (const command of isBegunAtOnce ? venue.opening.slice(venue.issued) : []) {
      const { issued } = venue
      giveAll(this, command)
      // It was refused by the journal: the others come one by one.
      if (venue.issued === issued) break
    }
    for (let step = 0; step < this.#plan.steps && !this.isOver; step += 1) {
      if (step === full?.from) this.#fill(full.bytes)
      if (step === full?.to) this.makeRoom()
      await this.#step()
      await this.pause()
    }
    // A death long after the last command: by then it has to be on the disk.
    if (!this.isOver && venue.chance.once(3)) await this.#passTime(LONG_MS)
    // One that is full to the end is closed in order all the same.
    if (this.#isReadOnly && !this.disk.isDead) await this.#staysReadOnly()
    judgeTold(this)
  }

  /** It is closed in order, or left as it is. */
  async end(): Promise<void> {
    const { venue, engine } = this
    const isClosing = this.#plan.ending === 'close' && !this.disk.isDead
    if (!isClosing) this.disk.isDead = true
    // One that is under way when the engine is closed ends well or not, but it ends.
    const check = isClosing && !this.isOver && venue.chance.once(4) ? engine.check() : null
    const closed = attemptLater(engine[Symbol.asyncDispose]())
    if (check !== null) await patiently(attemptLater(check), 'a check whose engine is closed')
    const { code } = await patiently(closed, 'closing')
    process.off('worker', this.#listen)
    if (isClosing && code === 'ok' && !this.disk.isDead) {
      venue.ledger.onDisk(venue.issued)
      demandSame(this.told.length, venue.twin.told.length, 'events told by an engine that was closed in order')
    } else if (isClosing && this.#mishaps.failed === null && !this.disk.isDead) differ(`closing failed with ${code}`)
    judgeTold(this)
    for (const { text } of venue.twin.told)
      venue.tally.count(`event:${/"type":"([a-z-]+)"/.exec(text)?.[1] ?? 'warning'}`)
    const how = this.#mishaps.failed !== null && this.#isReadOnly ? 'read-only' : this.#plan.ending
    venue.tally.note(`death:${how}`, `${venue.issued}`)
  }

  #options() {
    const { intervalMs, segmentBytes, snapshotEvery, keepSnapshots, checkpointEvery } = this.venue.terms
    const { capacity, haltOutside, threads } = this.venue.terms
    const { durability } = this.#plan
    return {
      ...{ capacity, durability, intervalMs, segmentBytes, snapshotEvery, keepSnapshots, checkpointEvery },
      ...{ kernel: this.#plan.kernel, markOutsideBand: haltOutside ? ('halt' as const) : ('refuse' as const) },
      ...(threads === 0 ? {} : { executor: { threads, leastWork: 0 } }),
    }
  }

  async #step(): Promise<void> {
    const { venue } = this
    const { chance, opening, oracle, issued } = venue
    if (venue.round !== null) return playOn(this, venue.round)
    const command = opening[issued]
    if (command !== undefined) return giveAll(this, command)
    const isProposed = this.#isProposed
    this.#isProposed = false
    await this.#take(nextStep(oracle.naive, chance, isProposed, venue.terms.isWild))
  }

  async #take(step: Step): Promise<void> {
    const { venue } = this
    switch (step.kind) {
      case 'command':
        giveAll(this, step.command)
        this.#isProposed = step.command[0] === 'round'
        return
      case 'round':
        this.#isProposed = true
        return playRound(this, step.depths, step.isDisturbed)
      case 'check':
        return askMeanwhile(this, step.facts, step.isAborted)
      case 'snapshot':
        // What comes of it is seen when the venue is opened again.
        this.#snapshots.make().catch(() => {})
        return
      case 'time':
        return this.#passTime(step.ms)
      case 'audit':
        demandSame(this.engine.audit().findings, [], `audit after ${venue.issued} commands`)
    }
  }

  /** Now and then one of its threads dies; a check comes to the same without it. */
  endThread(): void {
    const { chance, tally } = this.venue
    if (this.#threads.length === 0 || !chance.once(2)) return
    tally.count('fault:thread')
    void chance.pick(this.#threads).terminate()
  }

  async #passTime(ms: number): Promise<void> {
    const { venue } = this
    const { clock, ledger } = venue
    await quiet(this.disk)
    if (this.isOver || this.#mishaps.failed !== null) return
    const sequence = venue.issued
    ledger.written(sequence)
    clock.advance(ms)
    await quiet(this.disk)
    if (this.isOver || this.#mishaps.failed !== null || ms < venue.terms.intervalMs) return
    ledger.waited(sequence)
    judgeTold(this)
  }

  /** How much comes between two commands: nothing, some turns, or all that it takes until they are durable. */
  async pause(): Promise<void> {
    const { chance } = this.venue
    if (this.isOver) return
    const kind = chance.below(100)
    const durable = this.#becomesDurable()
    if (kind >= 85) await patiently(durable, 'becoming durable')
    else if (kind >= 45) {
      for (let turns = 1 + chance.below(6); turns > 0; turns -= 1) {
        await turn()
        // Whoever asks in the middle of a write or a sync is told no more than is true.
        void this.#becomesDurable()
      }
    }
  }

  async #becomesDurable(): Promise<void> {
    try {
      this.venue.ledger.acknowledged(await this.engine.durable())
    } catch (error) {
      if (!(error instanceof BallastError && error.code === ErrorCode.JOURNAL)) throw error
    }
  }

  #fill(bytes: number): void {
    this.venue.tally.count('fault:full disk')
    this.#mishaps.isFull = true
    setRoom(this.disk, bytes)
  }

  /** The disk is not full any more. */
  makeRoom(): void {
    if (!this.#mishaps.isFull) return
    // A reservation that has failed meanwhile is only tried again with the next segment.
    this.#mishaps.isFull = false
    setRoom(this.disk, null)
  }

  refusedBy(code: string): void {
    const isFull = this.#mishaps.isFull || this.#plan.failure?.code === 'ENOSPC'
    if (code === ErrorCode.JOURNAL_FULL && !isFull) differ('a disk with room is called full')
    if (code !== ErrorCode.JOURNAL) return
    if (!this.disk.isDead && this.#mishaps.failed === null) differ('the journal is read-only, and nothing has failed')
    this.#isReadOnly = true
  }

  // Nothing brings it back but another life.
  async #staysReadOnly(): Promise<void> {
    const { engine } = this
    const before = markOf(engine)
    this.venue.tally.count('fault:read-only')
    for (let turns = 0; turns < 20; turns += 1) {
      const { code } = attempt(() => engine.advanceTime(engine.lastTimeMs))
      if (engine.wanted === null && code !== ErrorCode.JOURNAL) differ(`a read-only journal answered with ${code}`)
      await patiently(attemptLater(engine.durable()), 'a journal that is read-only')
      await turn()
    }
    demandSame(markOf(engine), before, 'a read-only journal, and a command has changed something')
  }
}
