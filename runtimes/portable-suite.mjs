/**
 * The library's behaviour on any runtime: no test framework and nothing of Node inside, so workers and pages run it too.
 * It must not decide by itself what a runtime may lack: the caller says so, and everything else has to work.
 */
import { checkAlgorithms } from './suite/algorithms.mjs'
import { createSuite } from './suite/harness.mjs'
import { checkKeyFormats } from './suite/key-formats.mjs'
import { checkKeyPasswords } from './suite/key-passwords.mjs'
import { checkPresets } from './suite/presets.mjs'
import { checkRefusals } from './suite/refusals.mjs'
import { checkRemoteKeys } from './suite/remote-keys.mjs'
import { checkRfcValues } from './suite/rfc-values.mjs'

/**
 * @param runtime `unsupported`: algorithms that this runtime has not; `hasSync`: whether its crypto is synchronous too
 * @param print takes one line per check and the closing `N passed, N failed`
 */
export async function runPortableSuite(runtime, print) {
  const { check, counts } = createSuite(print)
  await checkAlgorithms(check, runtime)
  await checkKeyFormats(check, runtime)
  await checkKeyPasswords(check)
  await checkRfcValues(check, runtime)
  await checkRefusals(check, runtime)
  await checkRemoteKeys(check)
  await checkPresets(check)
  print(`${counts.passed} passed, ${counts.failed} failed`)
  return counts
}
