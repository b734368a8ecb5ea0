import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FolderDraft } from '../../src/scenario/folder-draft.ts'
import { folderOf, freePath } from './folders.ts'

test('files have no name until all of them are whole', () => {
  const folder = join(freePath(), 'deep', 'er')
  const draft = new FolderDraft(folder, [], false)
  const file = draft.file('a.csv')
  file.write('1,')
  file.write('x'.repeat(200_000))
  draft.file('b.json').write('{}')
  assert.equal(
    readdirSync(folder).filter((name) => !name.includes('.tmp-')),
    [],
  )
  draft.commit([])
  assert.equal(readdirSync(folder).sort(), ['a.csv', 'b.json'])
  assert.is(readFileSync(join(folder, 'a.csv'), 'utf8').length, 200_002)
})

test('what is discarded leaves nothing, not even the folders that were made for it', () => {
  const top = freePath()
  const draft = new FolderDraft(join(top, 'deep', 'er'), [], false)
  draft.file('a.csv').write('x'.repeat(200_000))
  draft.discard()
  assert.not(existsSync(top))
})

test('a folder of somebody else stays', () => {
  const folder = freePath()
  mkdirSync(folder)
  const draft = new FolderDraft(folder, [], false)
  draft.file('a.csv').write('1')
  draft.discard()
  assert.equal(readdirSync(folder), [])
})

test('a folder that holds something is refused; with force, what may be replaced is', () => {
  const folder = folderOf({ 'a.csv': 'old' })
  assert.throws(() => new FolderDraft(folder, ['a.csv'], false), /holds a\.csv already.*--force/)
  assert.throws(() => new FolderDraft(folder, ['b.csv'], true), /holds a\.csv, which is no part/)
  const draft = new FolderDraft(folder, ['a.csv', 'old.json'], true)
  writeFileSync(join(folder, 'old.json'), '{}')
  draft.file('a.csv').write('new')
  assert.is(readFileSync(join(folder, 'a.csv'), 'utf8'), 'old')
  draft.commit(['old.json'])
  assert.equal(readdirSync(folder), ['a.csv'])
  assert.is(readFileSync(join(folder, 'a.csv'), 'utf8'), 'new')
})

test('a place where no folder can be is said to be so', () => {
  const file = join(folderOf({ a: '' }), 'a')
  assert.throws(() => new FolderDraft(join(file, 'b'), [], false), /a part of its path is not a folder \(ENOTDIR\)/)
  assert.throws(() => new FolderDraft(file, [], false), /EEXIST/)
})

test.run()
