// Wire formats of venues for programs: `import { toCcxt } from 'ballast-adl/report'`. See docs/EMITTERS.md.

export type { BinanceAdlQuantile, BinanceFillTerms, BinanceMode } from './to-binance.ts'
export { type BinanceOrderTradeUpdate, type BinanceSymbolAdlRisk, toBinance } from './to-binance.ts'
export { type BybitExecution, type BybitFillTerms, type BybitPosition, toBybit } from './to-bybit.ts'
export type { BybitAlert, BybitAlertRow, BybitAlertStream, BybitAlertTerms } from './to-bybit-alert.ts'
export { type CcxtAdl, toCcxt } from './to-ccxt.ts'
export { type Cause, type ForcedFill, type ForcedMove, fillOf, isForcedMove, type Role, rolesOf } from './to-fill.ts'
export { type OkxAdlWarning, type OkxFillTags, type OkxOrder, type OkxPosition, toOkx } from './to-okx.ts'
export type { Listing, WireTerms } from './to-text.ts'
