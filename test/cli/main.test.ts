import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ballast, root } from './run.ts'

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.equal(await ballast(['--version']), { code: 0, signal: null, stdout: `${version}\n`, stderr: '' })
})

test('help goes to stdout and says examples and exit codes', async () => {
  for (const args of [['--help'], ['help'], ['check', '--help'], ['generate', '--help'], ['help', 'check']]) {
    const { code, stdout, stderr } = await ballast(args)
    assert.equal([code, stderr], [0, ''], args.join(' '))
    assert.match(stdout, /Exit codes:/)
    if (args.length > 1) assert.match(stdout, /Examples:/)
  }
})

test('a mistake on the command line ends with 2 and says what it was', async () => {
  const sizes = ['--positions', '9', '--markets', '3', '--seed', '1', '--out', '/nowhere']
  const mistakes: [string[], RegExp][] = [
    [[], /Usage: ballast/],
    [['chekc'], /unknown command 'chekc'/],
    [['check'], /missing required argument 'scenario'/],
    [['check', 'a', 'b'], /too many arguments/],
    [['check', 'a', '--fast'], /unknown option '--fast'/],
    [['check', 'a', '--kernel', 'slow'], /'slow' is invalid.*fast, reference/],
    [['check', 'a', '--at', 'noon'], /'noon' is invalid/],
    [['check', 'a', '--top', '-1'], /'-1' is invalid/],
    [['check', 'a', '--at'], /argument missing/],
    [['generate', '--accounts', '5'], /required option/],
    [['generate', '--accounts', '0', ...sizes], /Expected a whole number, 1 to/],
    [['generate', '--accounts', '1e3', ...sizes], /Expected a whole number/],
    [['generate', '--accounts', '2', ...sizes], /positions is 9, expected at most 6/],
  ]
  const all = await Promise.all(mistakes.map(([args]) => ballast(args)))
  for (const [index, { code, stdout, stderr }] of all.entries()) {
    const [args, reason] = mistakes[index]!
    assert.equal([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, reason)
  }
})

test.run()
