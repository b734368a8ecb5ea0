import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { discard, isDraftName, type RoomTerms, SegmentRoom } from '../../src/journal/room.ts'
import { PREAMBLE_BYTES, readPreamble } from '../../src/journal/segment.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const FOLDER = '/room'
const terms: RoomTerms = { segmentBytes: 8192, chunkBytes: 1024, salt: () => 7 }

function roomOf(capacity = Infinity): { disk: SimulatedDisk; room: SegmentRoom } {
  const disk = new SimulatedDisk({ capacity })
  return { disk, room: new SegmentRoom(disk, FOLDER, terms) }
}

const sizes = (disk: SimulatedDisk) => disk.list(FOLDER).map((name) => disk.bytesOf(`${FOLDER}/${name}`).length)

test('the spare grows in the background to what is wanted, a segment at most', async () => {
  const { disk, room } = roomOf()
  room.want(3000)
  await room.settled()
  assert.equal(sizes(disk), [3000])
  room.want(2000)
  await room.settled()
  room.want(1e9)
  await room.settled()
  assert.equal(sizes(disk), [8192])
  const draft = room.takeNow(8192)!
  assert.equal([draft.room, draft.salt], [8192, 7])
  assert.is(
    readPreamble(
      draft.file.path === '' ? new Uint8Array() : disk.bytesOf(draft.file.path).subarray(0, PREAMBLE_BYTES),
      '',
    ),
    7,
  )
})

test('who comes before it has grown gets a file of his own, and the spare goes on growing', async () => {
  const { disk, room } = roomOf()
  room.want(8192)
  const hasty = room.takeNow(100)!
  assert.is(hasty.room, 8192)
  await room.settled()
  assert.equal(sizes(disk).sort(), [8192, 8192])
  const spare = room.takeNow(100)!
  assert.is.not(spare.file.path, hasty.file.path)
  assert.is(sizes(disk).length, 2)
})

test('the spare may be taken while it grows, with what it has by then', async () => {
  const { disk, room } = roomOf()
  room.want(8192)
  while ((sizes(disk)[0] ?? 0) <= PREAMBLE_BYTES + 1024) await new Promise((resolve) => setImmediate(resolve))
  const draft = room.takeNow(100)!
  const { room: taken } = draft
  assert.ok(taken >= PREAMBLE_BYTES + 1024 && taken <= sizes(disk)[0]!, `${taken} bytes`)
  room.want(3000)
  await draft.settled
  assert.is(draft.room, taken, 'its room is what it was')
  room.want(3000)
  await room.settled()
  const [first, second] = sizes(disk)
  assert.ok(first! < 5000, 'it grows no more')
  assert.is(second, 3000)
})

test('a frame that is larger than a segment gets a segment of its size', () => {
  assert.is(roomOf().room.takeNow(20_000)?.room, 20_000)
})

test('a full disk gives what it has, or nothing and takes nothing', async () => {
  const { disk, room } = roomOf(5000)
  assert.is(room.takeNow(6000), null)
  assert.equal(sizes(disk), [])
  const draft = room.takeNow(1000)!
  assert.ok(draft.room >= 1000 && draft.room <= 5000)
  assert.is(room.takeNow(1000), null)
  discard(disk, draft.file)
  assert.ok(room.takeNow(1000))
})

test('what the spare could reserve before the disk was full counts, and it grows on when there is room', async () => {
  const { disk, room } = roomOf(5000)
  room.want(8192)
  await room.settled()
  room.want(8192)
  await room.settled()
  assert.is(room.takeNow(6000), null)
  disk.options = {}
  assert.is(room.takeNow(6000)?.room, 8192)
  assert.is(sizes(disk).length, 1)
})

test('a spare whose write fails for another reason is not used', async () => {
  const { disk, room } = roomOf()
  disk.options = { fails: ({ kind, count }) => (kind === 'datasync' && count > 3 ? 'EIO' : null) }
  room.want(8192)
  await room.settled()
  assert.equal(sizes(disk), [])
  disk.options = {}
  assert.ok(room.takeNow(500))
})

test('closing removes the spare and grows it no more', async () => {
  const { disk, room } = roomOf()
  room.want(8192)
  await room.close()
  room.want(8192)
  assert.equal(sizes(disk), [])
})

test('drafts are known by their names', () => {
  assert.ok(isDraftName('spare-12.tmp'))
  assert.not(isDraftName('spare.tmp') || isDraftName('journal-0000000000000001.ballast'))
})

test.run()
