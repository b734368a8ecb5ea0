// What the compiled module exports. Nothing here may need a data segment, a global or an allocator: several threads
// instantiate the module over one memory.

export { recountHash } from './hash'
export { applyMarks } from './marks'
export { scan } from './margin'
export { applyTrades } from './trade'
