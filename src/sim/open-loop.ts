// Sends commands at their planned times, whatever becomes of those before (an open loop): a command that waits for a
// slow one has waited, and its latency says so, because it counts from the planned time. A loop that sends the next
// command when the last is done would send fewer while things are slow, and hide the stall ("coordinated omission").
//
//   waiting     busy, because timers are a thousand times too coarse; other work of the process gets its turn where
//               there is room before the next command, and else after a quarter of a second
//   late        what should have been sent goes at once, without gaps; all of it, unless the limit is passed
//
// The clock is handed in. Nothing is allocated but at pauses.

import { SEND_NOTHING, type SendKind, type SendSchedule } from './send-schedule.ts'

export interface Sender {
  /** Makes the command ready before its time, which is the schedule's of now. */
  prepare(kind: SendKind): void
  carryOut(kind: SendKind): void
  /** After every command: whole nanoseconds from its planned time to its end. */
  record(kind: SendKind, latencyNs: number): void
}

/** Looked at more often than anything else; it hands the time over in memory, because returning a fraction may cost. */
export interface LoopClock {
  /** The time of the last look: nanoseconds since some moment. */
  readonly ns: Float64Array
  look(): void
}

export interface LoopHost {
  readonly clock: LoopClock
  /** Lets other work of the process have its turn; true ends the loop. */
  pause(passedNs: number): Promise<boolean>
  /** Who has not sent everything by then gives up. */
  readonly limitNs: number
}

export interface LoopEnd {
  readonly sent: number
  /** From the start to the end of the last command, or to the pause that ended the loop. */
  readonly tookNs: number
  /** 'stopped': by a pause. 'behind': the limit had passed before all was sent. */
  readonly why: 'done' | 'stopped' | 'behind'
}

/** From the call to the start. */
const LEAD_NS = 1_000_000
/** A pause has room in so much time, mostly. */
const ROOM_NS = 60_000
const SHORTEST_SLICE_NS = 20_000_000
const LONGEST_SLICE_NS = 250_000_000

export async function openLoop(schedule: SendSchedule, sender: Sender, host: LoopHost): Promise<LoopEnd> {
  const loop = new OpenLoop(schedule, sender, host)
  const { clock } = host
  while (!loop.slice()) {
    clock.look()
    const mustEnd = await host.pause(clock.ns[0]! - loop.startNs)
    clock.look()
    if (mustEnd) return loop.end('stopped')
    loop.pausedNs = clock.ns[0]!
    if (loop.pausedNs - loop.startNs > host.limitNs) return loop.end('behind')
  }
  return loop.end('done')
}

class OpenLoop {
  readonly startNs: number
  pausedNs: number
  readonly #schedule: SendSchedule
  readonly #sender: Sender
  readonly #clock: LoopClock
  /** Whether a command is ready that a pause has come before. */
  #isReady = false
  #kind: SendKind = SEND_NOTHING
  #sent = 0

  constructor(schedule: SendSchedule, sender: Sender, host: LoopHost) {
    this.#schedule = schedule
    this.#sender = sender
    this.#clock = host.clock
    this.#clock.look()
    this.pausedNs = this.#clock.ns[0]!
    this.startNs = this.pausedNs + LEAD_NS
  }

  end(why: LoopEnd['why']): LoopEnd {
    // The last look was at the end of the last command.
    return { sent: this.#sent, tookNs: this.#clock.ns[0]! - this.startNs, why }
  }

  /** Sends commands until a pause is due, or everything is sent: then true. */
  slice(): boolean {
    const [schedule, sender, clock] = [this.#schedule, this.#sender, this.#clock]
    const { ns } = clock
    const { startNs, pausedNs } = this
    for (;;) {
      if (!this.#isReady) {
        this.#kind = schedule.next()
        if (this.#kind === SEND_NOTHING) return true
        sender.prepare(this.#kind)
        this.#isReady = true
      }
      const kind = this.#kind
      const plannedNs = startNs + schedule.plannedNs
      for (clock.look(); ns[0]! < plannedNs; clock.look()) {
        if (plannedNs - ns[0]! > ROOM_NS && ns[0]! - pausedNs > SHORTEST_SLICE_NS) return false
      }
      if (ns[0]! - pausedNs > LONGEST_SLICE_NS) return false
      sender.carryOut(kind)
      clock.look()
      // A whole number that fits 31 bits is passed without an object around it.
      sender.record(kind, Math.round(ns[0]! - plannedNs))
      this.#isReady = false
      this.#sent += 1
    }
  }
}
