// A thread that sees whether games still end: a loop without an end leaves nobody else who could say where it is.

import { Worker } from 'node:worker_threads'

/** Far beyond what any game takes. */
const MOST_SECONDS = 120

const WATCH = `
const { writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
const game = new Int32Array(workerData.shared)
let [last, since] = [-1, 0]
setInterval(() => {
  since = game[0] === last ? since + 1 : 0
  last = game[0]
  if (since < workerData.seconds) return
  writeSync(1, 'FOUND: a game does not end\\n  ' + workerData.command.replace('GAME', String(last)) + '\\n')
  process.kill(process.pid, 'SIGKILL')
}, 1000)
`

export interface Watchdog {
  /** A game begins. */
  begin(game: number): void
  end(): Promise<number>
}

/** @param command what repeats a game, with GAME in the place of its number */
export function watchdog(command: string): Watchdog {
  const shared = new SharedArrayBuffer(4)
  const game = new Int32Array(shared)
  const worker = new Worker(WATCH, { eval: true, workerData: { shared, command, seconds: MOST_SECONDS }, execArgv: [] })
  worker.unref()
  return {
    begin(number) {
      game[0] = number
    },
    end: () => worker.terminate(),
  }
}
