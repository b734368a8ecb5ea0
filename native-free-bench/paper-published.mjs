// Numbers that others have published of 10 October 2025, to stand beside what is recomputed; nothing is computed from
// them. Sums: output files of pluriholonomic/autodeleveraging-analysis @ aae0be8 (MIT), summed. Text: arXiv 2512.01112
// v3 and 2602.15182. Correlations: an exploratory evaluation of public rows, whose
// selection of rows is not stated.

export const PUBLISHED_SUMS = [
  { what: 'needed', of: ['needed'], value: '15079669.61' },
  { what: 'used, production queue', of: ['used', 'prod'], value: '60108335.33' },
  { what: 'used, pro rata by capped PnL', of: ['used', 'pr'], value: '15079669.61' },
  { what: 'used, vector mirror descent', of: ['used', 'vector'], value: '13286647.58' },
  { what: 'used, contracts pro rata', of: ['used', 'contract_pr'], value: '12059548.96' },
  { what: 'used, integer ILP', of: ['used', 'fixed_point_ilp_integer'], value: '15171856.60' },
  { what: 'overshoot, production queue', of: ['overshoot', 'prod'], value: '45028665.72' },
  { what: 'overshoot, pro rata by capped PnL', of: ['overshoot', 'pr'], value: '0' },
  { what: 'overshoot, pro rata by PnL', of: ['overshoot', 'pnl_pr'], value: '0' },
  { what: 'overshoot, pro rata by equity', of: ['overshoot', 'eq_pr'], value: '0' },
  { what: 'overshoot, vector mirror descent', of: ['overshoot', 'vector'], value: '-1793022.03' },
  { what: 'overshoot, contracts pro rata', of: ['overshoot', 'contract_pr'], value: '-3020120.65' },
  { what: 'overshoot, integer ILP', of: ['overshoot', 'fixed_point_ilp_integer'], value: '92186.99' },
  { what: 'Σ|overshoot|, production queue', of: ['absolute', 'prod'], value: '53782490.53' },
  { what: 'fairness regret, production queue', of: ['regret', 'prod'], value: '11077031.68' },
  { what: 'fairness regret, contracts pro rata', of: ['regret', 'contract_pr'], value: '384064.35' },
  { what: 'fairness regret, vector mirror descent', of: ['regret', 'vector'], value: '2620345.57' },
  // The text of the paper rounds these, and says other numbers than its own files.
  { what: 'overshoot, contracts pro rata: text, about', of: ['overshoot', 'contract_pr'], value: '-1500000' },
  { what: 'overshoot, integer ILP: text, about', of: ['overshoot', 'fixed_point_ilp_integer'], value: '50000' },
]

/** Spearman's rho against the observed order, and of how many rows. */
export const PUBLISHED_CORRELATIONS = {
  BTC: {
    count: 184,
    rho: { index: 0.007, leverage: 0.031, 'profit/equity': 0.785, 'PnL% × leverage': 0.727, fitted: 0.863 },
  },
  ETH: {
    count: 59,
    rho: { index: 0.409, leverage: 0.414, 'profit/equity': 0.371, 'PnL% × leverage': 0.675, fitted: 0.853 },
  },
}
