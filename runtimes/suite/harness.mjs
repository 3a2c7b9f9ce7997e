/** What a test framework would do, in a few lines that run wherever the library does. */

/** Runs checks one after another, prints a line for each and counts. */
export function createSuite(print) {
  const counts = { passed: 0, failed: 0 }
  const check = async (title, body) => {
    try {
      await body()
      counts.passed++
      print(`ok      ${title}`)
    } catch (error) {
      counts.failed++
      print(`FAILED  ${title}: ${error?.code ?? ''} ${error?.stack ?? error}`)
    }
  }
  return { check, counts }
}

export function equal(actual, expected, what) {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}

/** The code of the error that `attempt` throws or rejects with; 'accepted' when there is none. */
export async function codeOf(attempt) {
  try {
    await attempt()
    return 'accepted'
  } catch (error) {
    return error?.code ?? String(error)
  }
}
