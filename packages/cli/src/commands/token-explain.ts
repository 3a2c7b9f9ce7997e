/** `keywell token explain`: everything that `verify` looks at, in its order, with the choice of the key in sight. */
import type { Answer, Io } from '../command.ts'
import { EXIT_OF_ERROR, type ExitName } from '../exit-codes.ts'
import type { Arguments } from '../arguments.ts'
import { type Findings, findingsOf } from '../input/explained.ts'
import { createRecorder } from '../input/recorder.ts'
import { readToken } from '../input/token.ts'
import { trustOf } from '../input/trust.ts'
import { errorDocument } from '../output/failure.ts'
import { explanationLines } from '../output/explanation.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const recorder = createRecorder()
  const choice = await trustOf(args, io, recorder)
  try {
    const findings = await findingsOf(choice, await readToken(args, io), recorder)
    const exit = exitOf(findings)
    const verdict = VERDICTS.get(exit) ?? 'undecided'
    const document = documentOf(findings, verdict)
    return { exit, lines: explanationLines(findings, verdict, io.columns), document }
  } finally {
    choice.trust.keys.close()
  }
}

const VERDICTS: ReadonlyMap<ExitName, 'accepted' | 'refused'> = new Map([
  ['good', 'accepted'],
  ['negative', 'refused'],
  ['unparseable', 'refused'],
])

/** A check that was neither done nor given up in words leaves the answer open. */
function exitOf({ explanation: { verdict, code }, gaps }: Findings): ExitName {
  if (code !== undefined) return EXIT_OF_ERROR[code]
  return verdict === 'pass' && gaps.length === 0 ? 'good' : 'undecided'
}

function documentOf(findings: Findings, verdict: string): Answer['document'] {
  const { explanation, selection, otherSigner, failure, gaps, requests } = findings
  return {
    schema: 'keywell/token.explain@1',
    ok: verdict === 'accepted',
    verdict,
    notChecked: gaps,
    explanation,
    keys: selection?.rows.map((row, place) => ({ ...row, ...selection.trace[place] })) ?? [],
    signedByOtherKey: otherSigner === undefined ? null : { kid: otherSigner.kid ?? null },
    ...(failure === undefined ? {} : { causes: errorDocument(failure).causes ?? [] }),
    requests: requests.map(({ url, status }) => ({ url, status: status ?? null })),
  }
}
