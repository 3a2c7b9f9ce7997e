/** Prints how every format carries every key type: `npm run key-formats`. Needs openssl and ssh-keygen. */
import { formatTable, problems, tableLines } from './table.ts'

const table = await formatTable()
for (const line of tableLines(table)) console.log(line)
console.log(`
exact   written as OpenSSL writes it, octet for octet, and read back
equal   the same key by every number: OpenSSL has no writer for the format, or writes more than a JWK holds
–       the format is not defined for this key type
Everything written was read by openssl or ssh-keygen; ML-DSA by the OpenSSL inside Node.`)
for (const problem of problems(table)) console.error(`error: ${problem}`)
if (problems(table).length > 0) process.exitCode = 1
