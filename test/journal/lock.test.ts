import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Disk } from '../../src/journal/disk.ts'
import { FolderLock } from '../../src/journal/lock.ts'
import type { Processes, ProcessMark } from '../../src/journal/process-mark.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const FOLDER = '/locked'

/** Processes by number; those in the list live, with the start of their number. */
function processOf(pid: number, alive: readonly number[]): Processes {
  const markOf = (number: number): ProcessMark => ({ pid: number, start: `start ${number}` })
  return {
    self: () => markOf(pid),
    isAlive: (mark) => alive.includes(mark.pid) && mark.start === markOf(mark.pid).start,
  }
}

const lockOf = (disk: SimulatedDisk) => JSON.parse(new TextDecoder().decode(disk.bytesOf(`${FOLDER}/LOCK`)))

test('the first gets it, the second is told who has it, and after the release it is free', () => {
  const disk = new SimulatedDisk()
  const lock = FolderLock.take(disk, FOLDER, processOf(1, [1, 2]))
  assert.equal(disk.list(FOLDER), ['LOCK'])
  assert.equal(lockOf(disk), { pid: 1, start: 'start 1' })
  for (const pid of [1, 2]) {
    const error = refusal(() => FolderLock.take(disk, FOLDER, processOf(pid, [1, 2])))
    assert.is(error.code, 'ERR_JOURNAL_LOCKED')
    assert.match(error.message, `${FOLDER} is in use by process 1`)
  }
  lock.release()
  lock.release()
  assert.equal(disk.list(FOLDER), [])
  FolderLock.take(disk, FOLDER, processOf(2, [1, 2]))
  assert.is(lockOf(disk).pid, 2)
})

test('the lock of a dead process is taken over, and that of another with its number', () => {
  const disk = new SimulatedDisk()
  FolderLock.take(disk, FOLDER, processOf(1, [1]))
  const second = FolderLock.take(disk, FOLDER, processOf(2, [2]))
  assert.equal([disk.list(FOLDER), lockOf(disk).pid], [['LOCK'], 2])
  second.release()

  disk.put(`${FOLDER}/LOCK`, new TextEncoder().encode('{"pid":3,"start":"before the reboot"}'))
  FolderLock.take(disk, FOLDER, processOf(3, [3]))
  assert.is(lockOf(disk).start, 'start 3')
})

test('the release of a lock that was taken over leaves the new one', () => {
  const disk = new SimulatedDisk()
  const first = FolderLock.take(disk, FOLDER, processOf(1, [1]))
  FolderLock.take(disk, FOLDER, processOf(2, [2]))
  first.release()
  assert.is(lockOf(disk).pid, 2)
})

test('what a dead process has left of its draft is removed, and what cannot be removed is a typed error', () => {
  const disk = new SimulatedDisk()
  const draft = (pid: number) => `${FOLDER}/LOCK.draft-${pid}-start_${pid}`
  for (const pid of [7, 8]) {
    disk.put(draft(pid), new TextEncoder().encode(`{"pid":${pid},"start":"start ${pid}"}`))
  }
  disk.put(draft(9), new Uint8Array(0))
  const lock = FolderLock.take(disk, FOLDER, processOf(1, [1, 8]))
  assert.equal(disk.list(FOLDER).sort(), ['LOCK', 'LOCK.draft-8-start_8', 'LOCK.draft-9-start_9'])
  disk.options = { fails: ({ kind }) => (kind === 'unlink' ? 'EIO' : null) }
  const error = refusal(() => lock.release())
  assert.is(error.code, 'ERR_JOURNAL')
  assert.match(error.message, /removing .*LOCK failed/)
})

test('a lock that says nothing is not taken over', () => {
  for (const text of ['', 'hello', '{"pid":"1"}', 'null', '{"pid":1}']) {
    const disk = new SimulatedDisk()
    disk.put(`${FOLDER}/LOCK`, new TextEncoder().encode(text))
    const error = refusal(() => FolderLock.take(disk, FOLDER, processOf(2, [2])))
    assert.equal([error.code, /does not say which process/.test(error.message)], ['ERR_JOURNAL_LOCKED', true])
    assert.equal(disk.list(FOLDER), ['LOCK'])
  }
})

/** A disk on which others act just before the operation of this number. */
function interrupted(disk: SimulatedDisk, at: number, others: () => void): Disk {
  let count = 0
  return new Proxy(disk, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        count += 1
        if (count === at) others()
        return value.apply(target, args)
      }
    },
  })
}

test('of two that find a dead owner, exactly one gets the lock, wherever the one comes between the other', () => {
  const alive = [2, 3]
  for (let at = 1; at < 40; at += 1) {
    const disk = new SimulatedDisk()
    FolderLock.take(disk, FOLDER, processOf(1, [1]))
    const owners: number[] = []
    const take = (on: Disk, pid: number) => {
      try {
        FolderLock.take(on, FOLDER, processOf(pid, alive))
        owners.push(pid)
      } catch (error) {
        assert.is((error as { code: string }).code, 'ERR_JOURNAL_LOCKED', String(error))
      }
    }
    take(
      interrupted(disk, at, () => take(disk, 3)),
      2,
    )
    assert.is(owners.length, 1, `interrupted at ${at}: ${owners}`)
    assert.is(lockOf(disk).pid, owners[0])
    assert.equal(disk.list(FOLDER), ['LOCK'])
  }
})

test('who dies while taking over, at any step, leaves a folder that the next one gets', () => {
  for (let crashAfter = 1; crashAfter < 14; crashAfter += 1) {
    const first = new SimulatedDisk()
    FolderLock.take(first, FOLDER, processOf(1, [1]))
    const second = first.afterKill({ crashAfter })
    try {
      FolderLock.take(second, FOLDER, processOf(2, [2]))
    } catch {
      assert.ok(second.isDead)
    }
    const third = second.afterKill()
    FolderLock.take(third, FOLDER, processOf(3, [3]))
    assert.is(lockOf(third).pid, 3)
    assert.is(refusal(() => FolderLock.take(third, FOLDER, processOf(4, [3, 4]))).code, 'ERR_JOURNAL_LOCKED')
  }
})

test.run()
