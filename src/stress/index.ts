// The stress lab for programs: `import { playGrid, playLoop } from 'ballast-adl/stress'`. See docs/STRESS.md for a run,
// docs/STRESS-CLI.md for grids and their answers.

export { type DepthFigure, impactOfFigures, ladderOfFigures, type MarketFigures } from '../sim/calibrate.ts'
export {
  type AccountAtRisk,
  type AdlBegins,
  type AnswerTerms,
  answersOf,
  type GridAnswers,
  type PolicySummary,
} from './answers.ts'
export type { Feedback } from './answers-feedback.ts'
export type { BeyondFund, Confidence, FundNeeded, MoreFund } from './answers-fund.ts'
export type { FedMarket } from './fed-market.ts'
export { type GridOptions, type GridResult, playGrid } from './grid.ts'
export { type GridPageTerms, gridPage } from './grid-page.ts'
export { RUN_TABLE, runRow } from './grid-table.ts'
export { parseShocks } from './grid-terms.ts'
export {
  cellName,
  type GridCell,
  type GridFund,
  type GridPlan,
  type GridRun,
  type GridShock,
  type GridTerms,
  type HitAccount,
  type RunOutcome,
  type ShockFamily,
  shockName,
} from './grid-types.ts'
export { playLoop } from './loop.ts'
export type {
  Cause,
  Concentration,
  ImpactTerms,
  LadderModel,
  LoopResult,
  LoopStep,
  LoopTerms,
  LoopTotals,
  MarketModel,
  MarketOutcome,
  MarketShock,
  MarketStep,
  ShockTerms,
  StressModel,
} from './loop-types.ts'
export { PageWatch } from './page-watch.ts'
export { type Distances, type PositionRisk, positionRisk, type RiskTerms } from './position-risk.ts'
export type { Rerun, RunWatch } from './worst-run.ts'
