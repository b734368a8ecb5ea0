import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { PassThrough, Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTable, jsonlSink } from '../../src/sinks/index.ts'
import { openOutput } from '../../src/sinks/output.ts'
import { chance, SimulatedDisk } from '../journal/simulated-disk.ts'

const BYTES = Buffer.from('a whole file of bytes\n'.repeat(100))

test('whatever instant the power goes, a file of that name is the old one or the new one, whole', async () => {
  const old = Buffer.from('old')
  const seen = new Set<string>()
  for (let crashAfter = 1; crashAfter <= 8; crashAfter += 1) {
    for (let seed = 1; seed <= 20; seed += 1) {
      const before = new SimulatedDisk()
      const file = before.createNow('out/events.csv')
      file.writeNow(old, 0)
      file.datasyncNow()
      before.syncFolderNow('out')
      const disk = before.copy({ crashAfter })
      try {
        const output = openOutput('out/events.csv', { disk })
        output.write(BYTES.subarray(0, 1000))
        output.write(BYTES.subarray(1000))
        await output.commit()
      } catch (error) {
        assert.is((error as { code: string }).code, 'ERR_FILE')
      }
      const after = disk.afterPowerLoss(chance(seed))
      const bytes = contentOf(after)
      const which = bytes.equals(old) ? 'old' : 'new'
      if (which === 'new') assert.ok(bytes.equals(BYTES), `after ${crashAfter} operations, seed ${seed}`)
      seen.add(which)
    }
  }
  assert.equal([...seen].sort(), ['new', 'old'])
})

function contentOf(disk: SimulatedDisk): Buffer {
  assert.ok(disk.list('out').includes('events.csv'), 'it is gone')
  const file = disk.open('out/events.csv')
  const bytes = Buffer.alloc(file.sizeNow())
  file.readNow(bytes, 0)
  return bytes
}

test('each step of a file may fail: a typed error, no file, nothing left open', async () => {
  for (const kind of ['create', 'write', 'datasync', 'rename'] as const) {
    for (const [code, reason] of [
      ['ENOSPC', 'the disk is full (ENOSPC)'],
      ['EIO', 'the system refuses it (EIO)'],
    ] as const) {
      const disk = new SimulatedDisk({ fails: (operation) => (operation.kind === kind ? code : null) })
      const write = async () => {
        const output = openOutput('out/events.csv', { disk })
        output.write(BYTES)
        await output.commit()
      }
      await refused(write(), 'ERR_FILE', `out/events.csv: ${reason}`)
      assert.equal([disk.list('out'), disk.openFiles], [[], 0])
    }
  }
})

test('after a failed write nothing more is taken', () => {
  let writes = 0
  const disk = new SimulatedDisk({ fails: ({ kind }) => (kind === 'write' && ++writes === 2 ? 'ENOSPC' : null) })
  const output = openOutput('out/events.csv', { disk })
  output.write(BYTES)
  assert.throws(() => output.write(BYTES), /the disk is full/)
  assert.throws(() => output.write(BYTES), /events.csv: the file has been given up/)
  assert.is(writes, 2)
})

test('a draft of a process of this number that died is written over', async () => {
  const disk = new SimulatedDisk()
  const first = openOutput('out/events.csv', { disk })
  const [draft] = disk.list('out')
  const next = draft!.replace(/\d+$/, (count) => `${Number(count) + 1}`)
  disk.put(`out/${next}`, Buffer.from('of before'))
  const second = openOutput('out/events.csv', { disk })
  second.write(BYTES)
  await second.commit()
  first.discard()
  assert.is(disk.list('out').length, 1)
  assert.ok(contentOf(disk).equals(BYTES))
})

test('a stream gets the bytes, and is not ended', async () => {
  const stream = new PassThrough()
  const output = openOutput(stream)
  const bytes = Uint8Array.from(BYTES)
  output.write(bytes)
  bytes.fill(0) // copied: an encoder uses its memory again
  await output.commit()
  assert.ok((stream.read() as Buffer).equals(BYTES))
  assert.equal([stream.writableEnded, output.bytes], [false, BYTES.length])
  assert.equal(
    ['error', 'close'].map((name) => stream.listenerCount(name)),
    [0, 0],
  )
})

test('a stream that is not read takes so much and no more', () => {
  const output = openOutput(new Writable({ write: () => {} }), { mostWaitingBytes: 5_000 })
  output.write(BYTES)
  output.write(BYTES)
  assert.throws(
    () => output.write(BYTES),
    (error: Error & { code: string }) => {
      return error.code === 'ERR_CAPACITY' && error.message.startsWith('6600 bytes wait for the reader')
    },
  )
  assert.throws(() => output.write(Buffer.of(1)), /6600 bytes wait/)
})

test('ready waits until a stream has drained, or is no more', async () => {
  const stream = new PassThrough({ highWaterMark: 1_000 })
  const output = openOutput(stream)
  assert.is(output.ready(), undefined)
  output.write(BYTES)
  const drained = output.ready()
  assert.ok(drained instanceof Promise)
  stream.resume()
  await drained
  stream.pause()
  output.write(BYTES)
  const closed = output.ready()
  stream.destroy()
  await closed
  assert.throws(() => output.write(BYTES), /nobody reads it any more/)
})

test('a stream that was closed, ended or fails: typed errors, and no uncaught one', async () => {
  const table = defineTable('cells', { atoms: 'int64' })
  const closed = new PassThrough()
  closed.destroy()
  await refused((await jsonlSink(closed, table)).end(), 'ERR_FILE', 'the stream: nobody reads it any more')
  const ended = new PassThrough()
  ended.end()
  await refused((await jsonlSink(ended, table)).end(), 'ERR_FILE', 'the stream: nobody reads it any more')
  const failing = new Writable({ write: (_bytes, _encoding, done) => done(new Error('of its own')) })
  const sink = await jsonlSink(failing, table)
  sink.put({ atoms: 1n })
  await refused(sink.end(), 'ERR_FILE', 'the stream: "of its own"')
})

test('a pipe whose reader has gone', async () => {
  const child: ChildProcess = spawn(process.execPath, ['-e', ''], { stdio: ['pipe', 'ignore', 'ignore'] })
  await once(child, 'close')
  const sink = await jsonlSink(child.stdin!, defineTable('cells', { atoms: 'int64' }))
  const write = async () => {
    sink.put({ atoms: 1n })
    await sink.end()
  }
  await refused(write(), 'ERR_FILE', 'the stream: nobody reads it any more')
})

// Linux has a device that is always full.
if (existsSync('/dev/full')) {
  test('a device that is full', async () => {
    const stream = createWriteStream('/dev/full')
    const sink = await jsonlSink(stream, defineTable('cells', { atoms: 'int64' }))
    sink.put({ atoms: 1n })
    await refused(sink.end(), 'ERR_FILE', 'the stream: the disk is full (ENOSPC)')
  })
}

async function refused(promise: Promise<unknown>, code: string, message: string): Promise<void> {
  try {
    await promise
  } catch (error) {
    const { code: found, message: said } = error as Error & { code?: string }
    assert.equal([found, said.replace(' (EPIPE)', '')], [code, message])
    return
  }
  assert.unreachable(`expected ${code}: ${message}`)
}

test.run()
