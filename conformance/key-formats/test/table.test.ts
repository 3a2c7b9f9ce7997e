/** The table as a whole: nothing wrong in it, and octet for octet where OpenSSL writes the same. */
import { expect, test } from 'vitest'
import { formatTable, problems, tableLines } from '../table.ts'

const table = await formatTable()

test('every format gives every key back, and OpenSSL and ssh-keygen see the same key', () => {
  expect(problems(table)).toEqual([])
})

test('ASN.1 is spelled as OpenSSL spells it, save for ML-DSA, of which OpenSSL writes the expanded key as well', () => {
  const asn1 = table.rows.filter(([format]) => /^(?:spki|pkcs8|pkcs1|sec1)-/.test(format))
  expect(asn1).toHaveLength(12)
  for (const [format, cells] of asn1) {
    const odd = table.names.filter((_, place) => cells[place] === 'equal')
    expect([format, odd]).toEqual([format, format.startsWith('pkcs8') ? ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] : []])
  }
})

test('JSON and CBOR carry every key type', () => {
  const general = table.rows.filter(([format]) => /^(?:jwk|cose)/.test(format))
  expect(new Set(general.flatMap(([, cells]) => cells))).toEqual(new Set(['equal']))
})

test('the table has a line for every format and one for the names', () => {
  expect(tableLines(table)).toHaveLength(table.rows.length + 1)
})
