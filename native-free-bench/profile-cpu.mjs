// Reads what `node --cpu-prof` writes, one file a thread, and says how much time was each function's own.
//
// Its samples carry their exact time and need no log of code, but V8 takes its own functions for their callers: a wait
// in Atomics.wait, and BigInt arithmetic, are the JavaScript function's own time here. The tick profiler tells them.

import { kernelName, placeOf } from './profile-names.mjs'

const SPECIAL = { '(garbage collector)': 'gc', '(idle)': 'idle', '(program)': 'v8' }

/** Number of the thread in `CPU.<date>.<time>.<process>.<thread>.<sequence>.cpuprofile`, 0 for the main one. */
export function threadOf(file) {
  return Number(/\.(\d+)\.\d+\.cpuprofile$/.exec(file)?.[1] ?? 0)
}

/** @returns samples { part, code, weight in milliseconds } and the microseconds from start to end */
export function readCpuProfile({ nodes, samples, timeDeltas, startTime, endTime }) {
  const codes = new Map(nodes.map(({ id, callFrame }) => [id, codeOf(callFrame)]))
  const ticks = samples.map((id, index) => ({ ...codes.get(id), weight: timeDeltas[index] / 1000 }))
  return { ticks, spanMicros: endTime - startTime, silentMicros: 0 }
}

function codeOf({ functionName, url, lineNumber }) {
  const special = SPECIAL[functionName]
  if (special !== undefined) return { part: special, code: undefined }
  const kernel = url.startsWith('wasm:') ? (kernelName(functionName) ?? functionName) : undefined
  if (kernel !== undefined) return { part: 'kernel', code: { name: kernel, where: 'kernel' } }
  const name = functionName || '(anonymous)'
  // What has no file is V8's own and was called from JavaScript.
  return { part: 'javascript', code: { name, where: url === '' ? 'V8' : placeOf(url, lineNumber + 1) } }
}
