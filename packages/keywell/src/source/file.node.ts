/** Keys from a file, read again when it changes. For Node, Bun and Deno; never writes. */
import { booleanOption, knownOptions, nonEmptyString, optional } from '../errors/index.ts'
import { readTextFile } from '../io/read-file.node.ts'
import { watchFile } from '../io/watch-file.node.ts'
import { readDocument } from '../jwks/formats.ts'
import type { KeySource } from './key-source.ts'
import type { LoadContext, Loaded } from './loader.ts'
import { managedSource } from './managed.ts'
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
  const managed = managedSource({ kind: 'file', source }, (context) => load(source, settings, context), settings)
  const control = new AbortController()
  const keys: KeySource = Object.freeze({
    ...managed,
    close: () => {
      control.abort()
      managed.close()
    },
  })
  if (isWatched) watchWeakly(keys, source, settings, control)
  return keys
}

async function load(path: string, settings: SourceSettings, context: LoadContext): Promise<Loaded> {
  const { format, bounds } = settings
  const document = readDocument(await readTextFile(path, bounds.bodyBytes), format, bounds.depth)
  return { set: readSet(document, settings, context), facts: NO_FACTS }
}

/** A source that nobody holds any more is not watched for ever. */
function watchWeakly(keys: KeySource, path: string, { clock }: SourceSettings, control: AbortController): void {
  const ref = new WeakRef(keys)
  const onChange = (): void => {
    const held = ref.deref()
    if (held === undefined) control.abort()
    else if (held.status().lastAttempt !== 'none') void reload(held)
  }
  watchFile({ path, clock, signal: control.signal, intervalMs: LOOK_MS, onChange })
}

async function reload(keys: KeySource): Promise<void> {
  try {
    await keys.refresh('changed')
  } catch {
    // The source has told its subscribers.
  }
}
