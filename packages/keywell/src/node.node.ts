/** `keywell/node`: what needs files or node:crypto; for Node, Bun and Deno. */
export { jwkFromKeyObject, keyObjectFromJwk } from './jwk/convert/key-object.node.ts'
export { fileJwks, type FileOptions } from './source/file.node.ts'
export { fileSnapshots } from './source/snapshots/file-snapshots.node.ts'
