// What the compiled module exports. Nothing here may need a data segment, a global or an allocator: several threads
// instantiate the module over one memory.

export { countRow, recountHash } from './hash'
export { heapify, popTop, takeTop, tellNearTie } from './heap'
export { applyMarks } from './marks'
export { scan } from './margin'
export { moveLots } from './move'
export { planSale } from './sale'
export { selectShard } from './select'
export { applyTrades } from './trade'
export { equity, valueRow } from './value'
