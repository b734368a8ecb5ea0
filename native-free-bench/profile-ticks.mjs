// Reads the log of V8's tick profiler (`node --prof`), one file an isolate, and says for every tick whose time it was.
//
//   code-creation,<tag>,<kind>,<time>,<address>,<bytes>,<name>[,…]      code-move,<from>,<to>
//   tick,<pc>,<time>,<in a callback>,<its address>,<state>,<return addresses, innermost first> …
//
// `node --prof-process` reads it too, but loses every built-in that lies within the executable (it looks there for C++
// only) and knows no Atomics.wait. So the log is read here. A tick in V8's own code counts for the JavaScript or kernel
// function that called it, because that is the one that can be changed; which function of V8 it was is kept beside.

import { AddressMap } from './profile-addresses.mjs'
import { kernelName, placeOf } from './profile-names.mjs'

/** V8's state at a tick. Those that are left (JavaScript, other, callbacks) are told apart by the address. */
const STATES = { 1: 'gc', 2: 'compile', 3: 'compile', 4: 'compile', 7: 'wait', 8: 'idle', 9: 'log' }
const OF_JAVASCRIPT = new Set(['JS', 'Script', 'Eval', 'Function', 'LazyCompile'])
/** A thread is asked every millisecond; a longer silence than this was sleep, or the machine was elsewhere. */
const SILENCE_MICROS = 5_000

/**
 * @param lines of one log, in order
 * @param symbols finds the C++ function of an address within the executable
 * @param executable its path, as the log names it
 * @returns whether it is a worker's, the ticks { part, code, inside }, the microseconds from first to last, and those
 *   of silence
 */
export async function readTicks(lines, symbols, executable) {
  const codes = new AddressMap()
  const libraries = []
  const seen = { isWorker: false, ticks: [], spanMicros: 0, silentMicros: 0 }
  let first
  let last
  for await (const line of lines) {
    if (line.startsWith('tick,')) {
      const tick = parseTick(line)
      seen.ticks.push(attribute(tick, codes, (address) => nameInside(address, libraries, symbols, executable)))
      first ??= tick.micros
      const silence = tick.micros - (last ?? tick.micros)
      if (silence > SILENCE_MICROS) seen.silentMicros += silence
      last = tick.micros
    } else if (line.startsWith('code-creation,')) {
      const [, tag, , , address, bytes, name = ''] = line.split(',')
      codes.add(Number(address), Number(bytes), codeOf(tag, name))
      if (name.includes('node:internal/main/worker_thread')) seen.isWorker = true
    } else if (line.startsWith('code-move,')) {
      const [, from, to] = line.split(',')
      codes.move(Number(from), Number(to))
    } else if (line.startsWith('shared-library,')) {
      const [, path, start, end] = line.split(',')
      libraries.push({ path, start: Number(start), end: Number(end) })
    }
  }
  seen.spanMicros = (last ?? 0) - (first ?? 0)
  return seen
}

function parseTick(line) {
  const [, pc, micros, , , state, ...frames] = line.split(',')
  return { pc: Number(pc), micros: Number(micros), state: Number(state), frames }
}

function attribute({ pc, state, frames }, codes, nameOutside) {
  const part = STATES[state]
  if (part !== undefined) return { part, code: undefined, inside: undefined }
  const own = codes.find(pc)
  if (isOurs(own)) return { part: own.part, code: own, inside: undefined }
  // A stack deeper than V8 looks says `overflow` in front, which is no address and finds nothing.
  const caller = frames.map((frame) => codes.find(Number(frame))).find(isOurs)
  return { part: 'v8', code: caller, inside: own?.name ?? nameOutside(pc) }
}

function isOurs(code) {
  return code?.part === 'javascript' || code?.part === 'kernel'
}

function codeOf(tag, name) {
  const kernel = kernelName(name)
  if (kernel !== undefined) return { part: 'kernel', name: kernel, where: 'kernel' }
  if (!OF_JAVASCRIPT.has(tag)) return { part: 'v8', name: tag === 'Builtin' ? name : `${tag} ${name}`, where: 'V8' }
  const text = name.replace(/\\x([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  const parts = /^(.*?) ?(\S+?):(\d+):\d+$/.exec(text)
  if (parts === null) return { part: 'javascript', name: text, where: '' }
  return { part: 'javascript', name: parts[1] || '(anonymous)', where: placeOf(parts[2], Number(parts[3])) }
}

function nameInside(address, libraries, symbols, executable) {
  const library = libraries.find(({ start, end }) => start <= address && address < end)
  if (library === undefined) return '(unknown)'
  const file = library.path.slice(library.path.lastIndexOf('/') + 1)
  return library.path === executable ? (symbols.find(address) ?? `${file} (C++)`) : file
}
