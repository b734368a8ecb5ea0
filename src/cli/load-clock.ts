// The clock of a load test. A busy wait looks at it thirty million times a second, so a look must leave no garbage, or
// the collections that follow would be our own. `performance.now()` leaves an object behind every time, and so may any
// function that returns a fraction. A bigint that goes straight into a column of bigints is never made.

import type { LoopClock } from '../sim/open-loop.ts'

const whole = new BigUint64Array(1)
// Hosts are little-endian, as WebAssembly's memory is.
const halves = new Uint32Array(whole.buffer)

export const clock: LoopClock = {
  ns: new Float64Array(1),
  look() {
    whole[0] = process.hrtime.bigint()
    // Exact for the first hundred days of a machine, and then to two nanoseconds.
    this.ns[0] = halves[1]! * 2 ** 32 + halves[0]!
  },
}

/** Nanoseconds since some moment in the past. */
export function nowNs(): number {
  clock.look()
  return clock.ns[0]!
}
