// Puts the plain JavaScript of bigint-buffer into dist, with the notice that its licence asks for: whoever installs the
// package gets neither the dependency nor its native addon. Part of `npm run build`.
//
//   node src/journal/vendor/build.mjs [folder, dist/journal/vendor unless given]

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve as pathOf } from 'node:path'
import { fileURLToPath } from 'node:url'

const { resolve } = createRequire(import.meta.url)
const target = pathOf(process.argv[2] ?? fileURLToPath(new URL('../../../dist/journal/vendor', import.meta.url)))

const read = (name) => readFile(resolve(`bigint-buffer/${name}`), 'utf8')
const { version, license } = JSON.parse(await read('package.json'))
const text = await read('dist/browser.js')
if (/\.node\b|bindings/.test(text)) throw new Error(`bigint-buffer ${version}: dist/browser.js loads a native addon`)

const notice = [
  `// bigint-buffer ${version}, dist/browser.js, unchanged but for this notice.`,
  '// Copyright Michael Wei and the authors of https://github.com/no2chem/bigint-buffer',
  `// Licensed under the Apache License, Version 2.0 (${license}): LICENSE-bigint-buffer, beside this file.`,
  '',
].join('\n')

await mkdir(target, { recursive: true })
await writeFile(join(target, 'bigint-buffer.cjs'), `${notice}\n${text}`)
await writeFile(join(target, 'LICENSE-bigint-buffer'), await read('LICENSE'))
console.log(`${join(target, 'bigint-buffer.cjs')}: bigint-buffer ${version}`)
