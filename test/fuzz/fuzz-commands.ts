// Every public method of an engine with arguments that no caller should send: either it is done, or a BallastError
// comes out and nothing has changed. What was done is then done again from what was written down.

import { readdirSync, readFileSync } from 'node:fs'
import { BallastError, createEngine, Engine } from '../../src/index.ts'
import { crash } from '../engine/kept-folder.ts'
import { KERNELS, openVenue } from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { ARGUMENTS } from './command-args.ts'
import type { Report } from './finding.ts'
import { PackedLog } from './packed-log.ts'
import { CallersOwn, changed, shownArgs, wildValue } from './wild.ts'

export const INPUTS_OF_GAME = 200

const CAPACITY = { accounts: 60, positions: 60, markets: 5, tiersPerMarket: 4, batch: 8 }

/** No commands of a caller: the image of another engine is put in; collections are counted; the end. */
const LEFT_OUT = ['constructor', 'restoreRoundState', 'watchCollections', 'close']

/** Methods of an engine, found where they stand: new ones are played without being named here. */
export function publicMethods(): string[] {
  const names: string[] = []
  const hidden = protectedNames()
  for (let from = Engine.prototype as object; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      const isPublic = typeof value === 'function' && !hidden.has(name) && !LEFT_OUT.includes(name)
      if (isPublic && !names.includes(name)) names.push(name)
    }
  }
  return names.sort()
}

/** `protected` is a word of TypeScript: at run time nobody can tell. */
function protectedNames(): Set<string> {
  const folder = new URL('../../src/engine/', import.meta.url)
  const text = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const found = text.join('\n').matchAll(/^ {2}protected (?:override )?(?:readonly )?(?:get )?(\w+)/gm)
  return new Set([...found].map(([, name]) => name!))
}

export async function playCommands(seed: number, report: Report): Promise<void> {
  const chance = new Chance(seed)
  const kernel = chance.pick(KERNELS)
  const log = new PackedLog()
  const engine = createEngine({ capacity: CAPACITY, atom: '0.01', kernel }, log)
  // Somebody is bankrupt, so that rounds ask the order book and have something to propose.
  if (chance.once(2)) crash(engine)
  else openVenue(kernel, engine)
  for (const id of [2, 3, 4]) engine.deposit(id, 10_000n)
  if (chance.once(2)) engine.configureRound({ adl: 'propose' })
  const methods = publicMethods()
  for (let index = 0; index < INPUTS_OF_GAME; index += 1) {
    const name = nextOf(engine, chance) ?? chance.pick(methods)
    const made = ARGUMENTS[name]?.(engine, chance)
    const known = made ?? Array.from({ length: chance.below(4) }, () => wildValue(chance))
    const args = made === undefined || chance.once(3) ? known : changed(known, chance)
    await command(engine, name, args, report)
  }
  end(engine, log, report)
}

/** What a round that stands still, or has proposed something, waits for; else null. */
function nextOf(engine: Engine, chance: Chance): string | null {
  if (engine.wanted !== null) {
    return chance.once(3) ? chance.pick(['fill', 'fill', 'bookExhausted', 'advanceRound', 'advanceRound']) : null
  }
  return !engine.isSettled && chance.once(2) ? 'acceptProposal' : null
}

const STACK_LINES = 20

/** Of the state that must not change. */
const markOf = (engine: Engine) => `${engine.stateHash()} ${engine.lastSequence} ${engine.lastTimeMs}`

async function command(engine: Engine, name: string, args: readonly unknown[], report: Report): Promise<void> {
  // Said before: what is given may be changed by the call.
  const input = `${name}${shownArgs(args)}`
  const before = markOf(engine)
  report.inputs += 1
  // Node leaves 0 behind when it fails to say what is wrong with an argument.
  Error.stackTraceLimit = STACK_LINES
  try {
    const result: unknown = Reflect.apply(Reflect.get(engine, name), engine, args)
    await settle(name, result)
    report.accepted += 1
    report.note(`accepted ${name}`)
    const [hash, sequence] = before.split(' ')
    const isQuiet = Number(sequence) === engine.lastSequence
    if (isQuiet && hash !== engine.stateHash()) report.find('the state has changed without a command', input, name)
  } catch (error) {
    if (error instanceof BallastError) report.refuse(error.code)
    else if (isCallersOwn(error)) report.refuse('an error of the caller')
    else report.find(error, input, name)
    if (markOf(engine) !== before) report.find('a refused command has changed something', input, name)
  }
  if (({} as Record<string, unknown>).polluted !== undefined) {
    report.find('every object is polluted', input, name)
    delete (Object.prototype as unknown as Record<string, unknown>).polluted
  }
}

/** What was thrown by getters, traps and conversions that the caller has brought. */
function isCallersOwn(error: unknown): boolean {
  return error instanceof CallersOwn
}

async function settle(name: string, result: unknown): Promise<void> {
  if (result instanceof Promise) await result
  // Listeners and readers are let go at once: what they do is their own.
  if (typeof result === 'function') result()
  if (name === 'events') await (result as AsyncIterableIterator<unknown>).return?.()
  if (name === 'roundEvents') for (const _ of result as Iterable<unknown>);
  if (name === 'beginImport') (result as { abort(): void }).abort()
}

function end(engine: Engine, log: PackedLog, report: Report): void {
  const input = 'the end of the game'
  for (const finding of engine.audit().findings) report.find(`audit: ${finding}`, input)
  const again = createEngine({ capacity: CAPACITY, atom: '0.01', kernel: engine.kernel })
  try {
    log.play(again)
    if (markOf(again) !== markOf(engine)) report.find('what was written down leads to another state', input)
  } catch (error) {
    report.find(error, `${input}: a command that stood cannot be done again`, 'again')
  }
  again.close()
  // The engine may stand in the middle of a round, where it cannot be closed.
  try {
    engine.close()
  } catch (error) {
    if (!(error instanceof BallastError)) report.find(error, input, 'close')
  }
}
