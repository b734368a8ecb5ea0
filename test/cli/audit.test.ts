// ballast audit: what it prints, and how it ends.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventLine } from '../../src/cli/event-line.ts'
import { inFolder } from '../engine/kept-folder.ts'
import { fourRounds } from '../engine/kept-rounds.ts'
import { ballast } from './run.ts'

test('a round is verified, as text and as JSON, and against what was published', () =>
  inFolder(async (folder) => {
    const { after } = await fourRounds(folder)
    const { events, hash } = after[1]!
    const text = await ballast(['audit', folder, '--round', '2'])
    assert.is(text.code, 0, text.stderr)
    assert.match(text.stdout, new RegExp(`verified: ${events.length} events`))
    assert.match(text.stdout, new RegExp(hash))
    const file = join(folder, 'published.jsonl')
    writeFileSync(file, events.map(eventLine).join(''))
    const json = await ballast(['audit', folder, '--round', '2', '--events', file, '--json'])
    assert.is(json.code, 0)
    const report = JSON.parse(json.stdout)
    assert.equal([report.difference, report.published], [null, events.length])
    writeFileSync(file, events.slice(0, -1).map(eventLine).join(''))
    const short = await ballast(['audit', folder, '--round', '2', '--events', file])
    assert.is(short.code, 1)
    assert.match(short.stdout, /does not agree, published/)
  }))

test('what cannot be audited is said', () =>
  inFolder(async (folder) => {
    const empty = await ballast(['audit', folder, '--round', '1'])
    assert.is(empty.code, 3)
    assert.match(empty.stderr, /holds no snapshot/)
    await fourRounds(folder)
    const none = await ballast(['audit', folder, '--round', '9'])
    assert.is(none.code, 3)
    assert.match(none.stderr, /no round 9: the journal ends after round 4/)
    assert.is((await ballast(['audit', folder])).code, 2)
    assert.is((await ballast(['audit', folder, '--round', '1', '--events', join(folder, 'none')])).code, 3)
  }))

test.run()
