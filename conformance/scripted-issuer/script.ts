/** Which answer comes next: for each path a sequence of which the last one repeats. Knows no connection. */
import type { Answer, Step } from './answer.ts'
import { type Content, contentOf, createVersions, type Versions } from './content.ts'
import type { SeenRequest } from './record.ts'

/** Makes the document of a path anew for each request; `undefined` where there is none. */
export type Documents = (path: string) => string | undefined

export interface Script {
  /** From now on, and from the first of them; without any, the path serves its document again. */
  set(path: string, steps: readonly Step[]): void
  next(request: SeenRequest): Promise<Answer>
  content(answer: Answer, path: string): Promise<Content>
}

const DOCUMENT: Answer = Object.freeze({})
const NO_DOCUMENT: Answer = Object.freeze({ status: 404, text: 'no such document' })

export function createScript(documents: Documents): Script {
  const sequences = new Map<string, Step[]>()
  const versions = new Map<string, Versions>()
  const standard = (path: string): Step => (documents(path) === undefined ? NO_DOCUMENT : DOCUMENT)
  const take = (path: string): Step => {
    const sequence = sequences.get(path) ?? []
    const [first = standard(path)] = sequence
    if (sequence.length > 1) sequence.shift()
    return first
  }
  return {
    set: (path, steps) => {
      if (!path.startsWith('/')) throw new TypeError(`a path starts with a slash, unlike ${JSON.stringify(path)}`)
      sequences.set(path, [...steps])
    },
    next: async (request) => {
      const step = take(request.path)
      return typeof step === 'function' ? await step(request) : step
    },
    content: (answer, path) => contentOf(answer, documents(path), versionsOf(versions, path)),
  }
}

function versionsOf(all: Map<string, Versions>, path: string): Versions {
  const known = all.get(path) ?? createVersions()
  all.set(path, known)
  return known
}
