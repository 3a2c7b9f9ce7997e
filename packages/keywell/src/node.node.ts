/** `keywell/node`: what needs files; for Node, Bun and Deno. */
export { fileJwks, type FileOptions } from './source/file.node.ts'
export { fileSnapshots } from './source/snapshots/file-snapshots.node.ts'
