// The two samplers: the flags that turn them on, and the threads of the logs that they leave in a folder.

import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Symbols } from './profile-addresses.mjs'
import { readCpuProfile, threadOf } from './profile-cpu.mjs'
import { readTicks } from './profile-ticks.mjs'

export const SAMPLERS = {
  ticks: {
    // Every isolate, so every thread, has a log of its own. V8 usually copies its built-ins to where it does not say;
    // the last flag leaves them where the log has their names.
    flags: (folder) => [
      '--prof',
      '--logfile-per-isolate',
      `--logfile=${join(folder, 'v8.log')}`,
      '--no-short-builtin-calls',
    ],
    unit: 'ticks',
    note:
      'A tick is about a millisecond. A function counts what V8 did for it too: "in V8" is that part of\n' +
      'its share. Collections and waits belong to no function.',
  },
  cpu: {
    flags: (folder) => ['--cpu-prof', `--cpu-prof-dir=${folder}`],
    unit: 'ms',
    note: 'Own time of functions. What V8 does for one, BigInts and Atomics.wait too, is its own time.',
  },
}

/** Threads with their ticks, the main one first. */
export async function readThreads(sampler, folder, executable) {
  const files = readdirSync(folder).map((name) => join(folder, name))
  return sampler === 'cpu' ? files.map(readCpuFile).sort(byThread) : readLogs(files, executable)
}

function readCpuFile(file) {
  const number = threadOf(file)
  return { number, thread: threadName(number), ...readCpuProfile(JSON.parse(readFileSync(file, 'utf8'))) }
}

/** Logs do not say which thread wrote them: workers are numbered in the order in which their logs were begun. */
async function readLogs(files, executable) {
  const symbols = Symbols.of(executable)
  const logs = []
  for (const file of files.sort((a, b) => statSync(a).birthtimeMs - statSync(b).birthtimeMs)) {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
    logs.push(await readTicks(lines, symbols, executable))
  }
  let workers = 0
  const numbered = logs.map((log) => ({ ...log, number: log.isWorker ? ++workers : 0 }))
  return numbered.map((log) => ({ ...log, thread: threadName(log.number) })).sort(byThread)
}

function byThread(a, b) {
  return a.number - b.number
}

function threadName(number) {
  return number === 0 ? 'main thread' : `worker ${number}`
}
