// expect: a test or a worker hangs
import { test } from 'uvu'

test('hangs', () => new Promise((resolve) => setTimeout(resolve, 1_000_000)))

test.run()
