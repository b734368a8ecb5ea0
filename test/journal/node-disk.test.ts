import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf } from '../../src/journal/disk.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'

const disk = suite<{ folder: string }>('disk')

disk.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'ballast-disk-'))
})
disk.after.each(({ folder }) => rmSync(folder, { recursive: true }))

disk('what is written at an offset is read there, by either way', async ({ folder }) => {
  const path = join(folder, 'file')
  const file = await nodeDisk.create(path)
  await file.write(Uint8Array.of(1, 2, 3), 5)
  file.writeNow(Uint8Array.of(9), 0)
  await file.datasync()
  file.datasyncNow()
  assert.is(file.sizeNow(), 8)
  await file.close()

  const again = nodeDisk.open(path, 'read')
  const into = new Uint8Array(10)
  assert.is(again.readNow(into, 0), 8)
  assert.equal([...into], [9, 0, 0, 0, 0, 1, 2, 3, 0, 0])
  assert.is(again.readNow(into, 100), 0)
  again.closeNow()
})

disk('a file is cut, by either way', async ({ folder }) => {
  const file = nodeDisk.createNow(join(folder, 'file'))
  file.writeNow(new Uint8Array(100), 0)
  await file.truncate(50)
  assert.is(file.sizeNow(), 50)
  file.truncateNow(20)
  assert.is(file.sizeNow(), 20)
  file.closeNow()
})

disk('creating and linking are for names that are free', async ({ folder }) => {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  nodeDisk.createNow(a).closeNow()
  nodeDisk.linkNow(a, b)
  const tries = [
    () => nodeDisk.createNow(a),
    () => nodeDisk.linkNow(a, b),
    () => nodeDisk.open(join(folder, 'c'), 'write'),
  ]
  const codes = tries.map((attempt) => {
    try {
      attempt()
    } catch (error) {
      return codeOf(error)
    }
    return 'nothing'
  })
  assert.equal(codes, ['EEXIST', 'EEXIST', 'ENOENT'])
  assert.is(codeOf(await nodeDisk.create(a).catch((error) => error)), 'EEXIST')
  assert.equal(nodeDisk.list(folder).sort(), ['a', 'b'])
})

disk('a rename replaces, a removed name is gone, and folders are made and synced', async ({ folder }) => {
  const inner = join(folder, 'x', 'y')
  nodeDisk.makeFolder(inner)
  nodeDisk.makeFolder(inner)
  for (const [name, byte] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    const file = nodeDisk.createNow(join(inner, name))
    file.writeNow(Uint8Array.of(byte), 0)
    file.closeNow()
  }
  await nodeDisk.rename(join(inner, 'a'), join(inner, 'b'))
  nodeDisk.renameNow(join(inner, 'b'), join(inner, 'd'))
  nodeDisk.unlinkNow(join(inner, 'c'))
  await nodeDisk.syncFolder(inner)
  nodeDisk.syncFolderNow(inner)
  assert.equal(nodeDisk.list(inner), ['d'])
  assert.equal([...readFileSync(join(inner, 'd'))], [1])
})

disk('a large write is written whole', async ({ folder }) => {
  const file = nodeDisk.createNow(join(folder, 'file'))
  const bytes = Uint8Array.from({ length: 5 << 20 }, (_, index) => index * 31)
  await file.write(bytes, 1000)
  const into = new Uint8Array(bytes.length)
  assert.is(file.readNow(into, 1000), bytes.length)
  assert.is(Buffer.compare(bytes, into), 0)
  file.closeNow()
})

disk.run()
