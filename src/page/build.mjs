// Puts script and style of the page into dist: `tsc` copies no files. Part of `npm run build`.
//
//   node src/page/build.mjs [folder, dist/page/client unless given]

import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('./client', import.meta.url))
const target = resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist/page/client', import.meta.url)))

mkdirSync(target, { recursive: true })
for (const name of readdirSync(source)) if (/\.(js|css)$/.test(name)) cpSync(join(source, name), join(target, name))
