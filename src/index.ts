// The public surface: exports only.

export { type AuditBook, type AuditMarket, type AuditPosition, type AuditRow, bookImage } from './audit/audit-book.ts'
export { type AuditOptions, auditRound, type RoundAudit } from './audit/audit-round.ts'
export type { Claim as AuditClaim, Difference as AuditDifference } from './audit/tally.ts'
export type { AuditReport } from './book/audit.ts'
export { Book, type BookMemory } from './book/book.ts'
export type { ContractKind } from './book/contract.ts'
export type { PositionValue } from './book/equity.ts'
export type { MarketConfig, MarketTerms } from './book/market-config.ts'
export type { AccountClass, NewAccount } from './book/rows.ts'
export { AssertionError } from './core/assert.ts'
export * as codes from './core/codes.ts'
export { BallastError, ErrorCode } from './core/errors.ts'
export { createEngine, Engine } from './engine/engine.ts'
export type { EventIterator, IteratorOptions } from './engine/event-hub.ts'
export type { DrawdownOptions, WarningOptions } from './engine/fund-options.ts'
export { BookImporter, type ImportedAccount, type ImportedPosition } from './engine/importer.ts'
export type { LiquidationAsk, LiquidationFill, Liquidity, PlayOptions } from './engine/liquidity.ts'
export type { CommandRefused, EngineNotice, ThreadGivenUp, ThreadLost, ThreadRestored } from './engine/notices.ts'
export { type OpenedEngine, type OpenOptions, openEngine } from './engine/open-engine.ts'
export type { EngineOptions } from './engine/options.ts'
export { type PresetName, presetOf, presets, type VenuePreset } from './engine/presets.ts'
export type { RankedPosition, RankRequest } from './engine/rank-view.ts'
export type { Recovery, RecoveryProgress } from './engine/recover.ts'
export type { BookFill } from './engine/round-commands.ts'
export type { RoundStatus } from './engine/round-desk.ts'
export type * from './engine/round-events.ts'
export type { RoundOptions } from './engine/round-options.ts'
export type { RoundReport } from './engine/round-report.ts'
export type { SnapshotKeeper, SnapshotOptions, SnapshotReport } from './engine/snapshot-keeper.ts'
export type { Standing } from './engine/standing.ts'
export type { MarkBatch } from './engine/take-marks.ts'
export { type Trade, TradeBatch } from './engine/trade-batch.ts'
export type { OrderRequest } from './engine/trade-commands.ts'
export type { AccountState, AccountView, MarketView } from './engine/views.ts'
export type { AdlWarning, WarningReason, WarningState } from './engine/warning.ts'
export { type Decimal, formatDecimal, parseDecimal, unitsToDecimal } from './fixed/decimal.ts'
export type { Tier } from './fixed/tiers.ts'
export type { Durability } from './journal/writer-options.ts'
export type { KernelName } from './kernel/kernel.ts'
export { bitmex } from './policies/bitmex.ts'
export { cappedProRata } from './policies/capped-pro-rata.ts'
export { ftx } from './policies/ftx.ts'
export { knownPolicies, type PolicyName, policyOf } from './policies/known.ts'
export type {
  AllocationPolicy,
  Candidate,
  Deal,
  LossPolicy,
  OrderPolicy,
  Payer,
  Policy,
  QueueTerms,
  Score,
  ScorePolicy,
} from './policies/policy.ts'
export { proRata } from './policies/pro-rata.ts'
export { riskAware } from './policies/risk-aware.ts'
export { checkProof, type ProofVerdict } from './proof/check-proof.ts'
export type { ProofRequest, RankingCommitment, RankProof } from './proof/rank-proof.ts'
export type { ThreadOptions } from './shards/thread-options.ts'
export { CheckResult } from './stages/check-margin.ts'
export { PreTradeReason, type PreTradeVerdict } from './stages/judge-trade.ts'
export { LightsResult } from './stages/lights.ts'
export type { DepositBatch } from './stages/move-cash.ts'
export type { FundingBatch } from './stages/pay-funding.ts'
export { RankResult } from './stages/rank-top.ts'
export type { AdlPriceMode, Eligible, StageName } from './stages/round-state.ts'
