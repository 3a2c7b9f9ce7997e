/** Fuzzes the readers of keys: `npm run key-fuzz -- COUNT SEED`; a million inputs unless said otherwise. */
import { fuzz } from './fuzz.ts'

const [count = '1000000', seed = String(Math.floor(Math.random() * 2 ** 32))] = process.argv.slice(2)
const began = performance.now()
const report = await fuzz({
  count: Number(count),
  seed: Number(seed),
  onProgress: (done) => void (process.stderr.isTTY && process.stderr.write(`\r${done}`)),
})
console.log(`${report.count} inputs, seed ${report.seed}, ${((performance.now() - began) / 1000).toFixed(0)} s`)
for (const [outcome, times] of report.outcomes) console.log(`${String(times).padStart(9)} ${outcome}`)
console.log(`slowest input ${report.slowestMs.toFixed(0)} ms, heap at most ${report.largestHeapMb.toFixed(0)} MiB`)
for (const failure of report.failures) console.error(`error: ${failure}`)
if (report.failures.length > 0) process.exitCode = 1
