// The part of bigint-buffer that is in use, and nothing of what it does with other arguments.

/** @param bytes little-endian */
export declare function toBigIntLE(bytes: Uint8Array): bigint
/** @param value not negative, below 2^(8 · width) @returns `width` bytes, little-endian */
export declare function toBufferLE(value: bigint, width: number): Uint8Array
