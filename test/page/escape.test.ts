import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeHtml, escapeJson } from '../../src/page/escape.ts'

test('nothing that HTML gives a meaning is left of a text', () => {
  assert.is(escapeHtml(`<img src='x' onerror="a&b">`), '&lt;img src=&#39;x&#39; onerror=&quot;a&amp;b&quot;&gt;')
})

test('JSON in a script element comes back as it was, and cannot end the element', () => {
  const hostile = fc.oneof(fc.string(), fc.constantFrom('</script>', '<!--', '<SCRIPT', ']]>', '\u2028'))
  fc.assert(
    fc.property(fc.array(hostile), (texts) => {
      const written = escapeJson(texts)
      assert.not.ok(written.includes('<'))
      assert.equal(JSON.parse(written), texts)
    }),
  )
})

test.run()
