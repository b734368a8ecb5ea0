import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { colorsFor } from '../../src/cli/terminal.ts'

const colored = (isTTY: boolean, env: object) => colorsFor({ isTTY }, env).red('x') !== 'x'

test('colours are for terminals, unless the environment says otherwise', () => {
  assert.is(colored(true, {}), true)
  assert.is(colored(false, {}), false)
  assert.is(colored(true, { TERM: 'dumb' }), false)
  assert.is(colored(false, { CI: 'true' }), false)
  assert.is(colored(false, { FORCE_COLOR: '1' }), true)
  assert.is(colored(true, { FORCE_COLOR: '0' }), false)
  assert.is(colored(true, { NO_COLOR: '1' }), false)
  assert.is(colored(true, { NO_COLOR: '1', FORCE_COLOR: '1' }), false)
  assert.is(colored(true, { NO_COLOR: '' }), true)
})

test.run()
