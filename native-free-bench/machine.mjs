// What a figure depends on besides the code: printed with every run, because a ratio without it means little.

import os from 'node:os'
import v8 from 'node:v8'

export function describeMachine() {
  const cpus = os.cpus()
  return {
    cpu: `${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${process.platform} ${os.release()} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    flags: process.execArgv.join(' ') || 'none',
    heapLimitMiB: Math.round(v8.getHeapStatistics().heap_size_limit / 2 ** 20),
    loadAverage: os.loadavg().map((load) => Math.round(load * 100) / 100),
  }
}

export function machineLines(machine) {
  return [
    `machine   ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform}, load ${machine.loadAverage.join(' ')}`,
    `runtime   Node ${machine.node}, V8 ${machine.v8}, flags: ${machine.flags}, heap limit ${machine.heapLimitMiB} MiB`,
  ]
}
