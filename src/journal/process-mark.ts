// Whether the process that left its mark somewhere is still there. A number alone does not say: it is used again.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessMark {
  readonly pid: number
  /** When the process started, in whatever form the system tells; '' where it does not. */
  readonly start: string
}

export interface Processes {
  /** The mark of this process. */
  self(): ProcessMark
  isAlive(mark: ProcessMark): boolean
}

export const processes: Processes = {
  self() {
    return { pid: process.pid, start: startOf(process.pid) }
  },

  isAlive({ pid, start }) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      // It exists and is somebody else's: EPERM.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
    }
    const now = startOf(pid)
    return start === '' || now === '' || now === start
  },
}

function startOf(pid: number): string {
  try {
    return process.platform === 'linux' ? linuxStart(pid) : psStart(pid)
  } catch {
    return ''
  }
}

/** Ticks from the boot of the machine to the start, and which boot. The name before the ticks may hold ' ' and ')'. */
function linuxStart(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  return `${boot} ${ticks}`
}

function psStart(pid: number): string {
  if (process.platform === 'win32') return ''
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'latin1' }).trim()
}
