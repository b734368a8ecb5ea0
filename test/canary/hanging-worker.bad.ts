// expect: a test or a worker hangs
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'

test('leaves a worker behind', () => {
  new Worker('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', { eval: true })
})

test.run()
