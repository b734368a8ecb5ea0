// Where the facts of fixtures/ come from, and that they are still what was derived.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

interface Entry {
  readonly file: string
  readonly source: string
  readonly licence?: string
  readonly derived?: string
  readonly sha256: string
  readonly size_bytes: number
}

const fixtures = new URL('../fixtures/', import.meta.url)
const entries: Entry[] = JSON.parse(readFileSync(new URL('metadata.json', fixtures), 'utf8'))

test('every file in metadata.json has the stated size and hash', () => {
  for (const { file, sha256, size_bytes } of entries) {
    const bytes = readFileSync(new URL(file, fixtures))
    assert.equal([bytes.length, createHash('sha256').update(bytes).digest('hex')], [size_bytes, sha256], file)
  }
})

test('every table of facts says where it comes from, under which licence and how it was derived', () => {
  const tables = readdirSync(new URL('oct-10-2025/', fixtures)).map((name) => `oct-10-2025/${name}`)
  tables.push('marginal-fills.json', 'venue-cases.json')
  const described = entries.filter(({ source, licence, derived }) => source !== '' && licence && derived)
  assert.equal(tables.sort(), described.map(({ file }) => file).sort())
})

test.run()
