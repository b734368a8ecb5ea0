import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkHeader, fieldReader, openHeader } from '../../src/scenario/csv-header.ts'

const LAYOUT = { required: ['id'], oneOf: ['cash', 'collateral'], optional: ['owner'] } as const

test('fields are found by the names of their columns, spaces around the names aside', () => {
  const header = openHeader([' cash', 'id '])
  checkHeader(header, LAYOUT)
  assert.is(fieldReader(header, 'id')(['5', '7']), '7')
  assert.is(fieldReader(header, 'cash')(['5', '7']), '5')
  assert.is(fieldReader(header, 'owner')(['5', '7']), '')
  assert.is(fieldReader(header, 'owner', 'nobody')(['5', '7']), 'nobody')
})

test('a refusal says what stands there and what should', () => {
  const refusal = (...names: string[]) => {
    try {
      checkHeader(openHeader(names), LAYOUT)
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }
  assert.is(refusal('id', 'cash'), '')
  assert.is(
    refusal('cash'),
    'the header "cash" lacks id, expected the columns id, cash or collateral, and if you like owner',
  )
  assert.match(refusal('id'), /lacks cash and collateral/)
  assert.match(refusal('id', 'cash', 'collateral'), /has both cash and collateral/)
  assert.match(refusal('id', 'cash', 'size'), /has a column "size"/)
  assert.match(refusal('id', 'id'), /column "id" twice/)
})

test.run()
