// Scenario folders for programs: `import { loadScenario } from 'ballast-adl/scenario'`. Apart from the engine, so that
// a venue that embeds it loads neither a CSV reader nor a validator.

export { openGenerator } from './generator.ts'
export { type LoadedScenario, type LoadOptions, loadScenario, loadSource, openScenario } from './load.ts'
export type { PublishedFacts, PublishedMarket } from './published.ts'
export { type Replayed, type ReplayOptions, type ReplayTick, replay } from './replay.ts'
export { liquidityOf, roundOptionsOf } from './round-terms.ts'
export type { ScenarioSource } from './source.ts'
export { writeScenario } from './write.ts'
