import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packColumns, packRecord, type RecordTuple, unpackRecord } from '../../src/journal/records.ts'
import { refusal } from './refusal.ts'

const copyOf = (record: RecordTuple) => packRecord(record).slice()

test('tuples come back as they were: numbers, 64-bit integers, text, bytes, nested', () => {
  const scalar = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
  )
  const codes = fc.integer({ min: 0, max: 0xffff })
  fc.assert(
    fc.property(
      codes,
      fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })), { maxLength: 9 }),
      (code, args) => {
        const back = unpackRecord(copyOf([code, ...args]))
        assert.equal(back, [code, ...args])
      },
    ),
  )
})

test('a bigint stays one, however small, and a number stays a number, up to 2^53', () => {
  const back = unpackRecord(copyOf([1, 5n, 5, 0.5, 2 ** 53 - 1, -(2n ** 63n), 2n ** 64n - 1n]))
  assert.equal(
    back.map((value) => typeof value),
    ['number', 'bigint', 'number', 'number', 'number', 'bigint', 'bigint'],
  )
})

test('raw bytes come back, those of shared memory too', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(300)).fill(7)
  const [, first, second] = unpackRecord(copyOf([1, Uint8Array.of(1, 2, 3), shared]))
  assert.equal([...(first as Uint8Array)], [1, 2, 3])
  assert.equal([...(second as Uint8Array)], [...shared])
})

test('a record without a small whole code is refused on both sides', () => {
  for (const code of [-1, 0.5, 65536, Number.NaN, '1', null]) {
    assert.is(refusal(() => packRecord([code as number])).code, 'ERR_RANGE')
  }
  for (const code of ['c0', 'a0', 'ff', 'cb3fe0000000000000']) {
    assert.is(refusal(() => unpackRecord(Buffer.from(`91${code}`, 'hex'))).code, 'ERR_JOURNAL_CORRUPT', code)
  }
})

test('a bigint beyond 64 bits is refused, not rounded', () => {
  for (const wide of [2n ** 64n, -(2n ** 63n) - 1n, 2n ** 100n]) {
    const error = refusal(() => packRecord([7, wide]))
    assert.is(error.code, 'ERR_RANGE')
    assert.match(error.message, /record of code 7/)
  }
  assert.equal(unpackRecord(copyOf([7, 1n])), [7, 1n])
})

test('what is no tuple is refused: maps, numbers, nothing, half a record, two records', () => {
  const whole = Buffer.from(copyOf([7, 'some text']))
  const bad = [Buffer.from('80', 'hex'), Buffer.from('05', 'hex'), Buffer.from('c0', 'hex'), Buffer.alloc(0)]
  for (const bytes of [...bad, whole.subarray(0, 5), Buffer.concat([whole, whole]), Buffer.from('90', 'hex')]) {
    const error = refusal(() => unpackRecord(bytes))
    assert.is(error.code, 'ERR_JOURNAL_CORRUPT')
    assert.match(error.message, `${bytes.length} bytes are no record`)
  }
})

test('keys such as __proto__ do nothing', () => {
  const evil = Buffer.from([
    0x92,
    0x01,
    0x81,
    0xa9,
    ...Buffer.from('__proto__'),
    0x81,
    0xa3,
    ...Buffer.from('bad'),
    0x01,
  ])
  const [, value] = unpackRecord(evil)
  assert.is(Object.getPrototypeOf(value), Object.prototype)
  assert.is((value as { bad?: number }).bad, undefined)
  assert.is(({} as { bad?: number }).bad, undefined)
})

test('any bytes are a record or a typed error, and never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const [code] = unpackRecord(bytes)
        assert.ok(Number.isInteger(code))
      } catch (error) {
        assert.is((error as { code?: string }).code, 'ERR_JOURNAL_CORRUPT')
      }
    }),
    { numRuns: 2000 },
  )
})

test('columns are packed as a record of raw bytes is', () => {
  for (const lengths of [[], [0], [1, 255], [256, 3], [65_535], [65_536, 7], [200_000, 0, 12]]) {
    const columns = lengths.map((length, index) => Uint8Array.from({ length }, (_, at) => at * 7 + index))
    const expected = packRecord([16, ...columns]).slice()
    const found = packColumns(16, columns)
    assert.is(Buffer.compare(found, expected), 0, `columns of ${lengths} bytes`)
    assert.equal(unpackRecord(found), [16, ...columns])
  }
})

test.run()
