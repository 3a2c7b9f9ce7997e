/** Keys from a file, read again when it changes. For Node, Bun and Deno; never writes. */
import { resolve } from 'node:path'
import { booleanOption, knownOptions, nonEmptyString, optional } from '../errors/index.ts'
import { readTextFile } from '../io/read-file.node.ts'
import { watchFile } from '../io/watch-file.node.ts'
import { readDocument } from '../jwks/formats.ts'
import type { KeySource } from './key-source.ts'
import type { LoadContext, Loaded } from './managed/loader.ts'
import { managedSource } from './managed/managed.ts'
import { SOURCE_OPTIONS, type SourceOptions } from './options.ts'
import { NO_FACTS } from './policy/cache-control.ts'
import { readSet } from './read-set.ts'
import { type SourceSettings, sourceSettings } from './settings.ts'

export interface FileOptions extends SourceOptions {
  /** Reads the file again as soon as it changes. Default true; without it, at each refresh that is due. */
  readonly watch?: boolean
}

/** Where nothing tells of a change, such as behind a link or on a network's file system, it is noticed after this. */
const LOOK_MS = 5000

/**
 * Keys from a file, such as a mounted secret or config map, also one that is swapped by its symbolic links. A new file
 * that is broken keeps the good set and reports `failed`.
 * @param path - relative to the working directory, or absolute
 * @throws KeywellError ERR_OPTION_INVALID
 * @example const keys = fileJwks('/etc/keys/jwks.json')
 */
export function fileJwks(path: string, options: FileOptions = {}): KeySource {
  const given = knownOptions('options', options, ['watch', ...SOURCE_OPTIONS])
  const source = nonEmptyString('path', path)
  const settings = sourceSettings(given)
  const isWatched = optional(booleanOption, 'watch', given.watch) ?? true
  // Once and for all: the process may change its folder later.
  const address = resolve(source)
  const use = { hasBegun: false }
  const identity = { kind: 'file', source, address }
  const managed = managedSource(identity, (context) => load(address, settings, use, context), settings)
  const control = new AbortController()
  if (isWatched) watchWeakly(managed.refresh, { path: address, settings, use, control })
  return Object.freeze({
    ...managed,
    close: () => {
      control.abort()
      managed.close()
    },
  })
}

/** Whether anybody has asked for the keys yet. */
interface Use {
  hasBegun: boolean
}

async function load(path: string, settings: SourceSettings, use: Use, context: LoadContext): Promise<Loaded> {
  use.hasBegun = true
  const { format, bounds } = settings
  const document = readDocument(await readTextFile(path, bounds.bodyBytes), format, bounds.depth)
  return { set: readSet(document, settings, context), facts: NO_FACTS }
}

/** Ends the watch over a file whose source is gone without having been closed. */
const abandoned = new FinalizationRegistry<AbortController>((control) => control.abort())

interface Watch {
  readonly path: string
  readonly settings: SourceSettings
  readonly use: Use
  readonly control: AbortController
}

/**
 * Holds the source weakly, by one of its functions, which copies of the source share: one that nobody holds any more is
 * not watched for ever.
 */
function watchWeakly(refresh: KeySource['refresh'], { path, settings: { clock }, use, control }: Watch): void {
  const ref = new WeakRef(refresh)
  abandoned.register(refresh, control)
  const onChange = (): void => {
    const held = ref.deref()
    if (held !== undefined && use.hasBegun) void reload(held)
  }
  watchFile({ path, clock, signal: control.signal, intervalMs: LOOK_MS, onChange })
}

async function reload(refresh: KeySource['refresh']): Promise<void> {
  try {
    await refresh('changed')
  } catch {
    // The source has told its subscribers.
  }
}
