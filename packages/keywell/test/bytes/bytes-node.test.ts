/** `#bytes` on Buffer. */
import { describe, expect, test } from 'vitest'
import { bytes } from '../../src/bytes/bytes.node.ts'
import { bytesContract } from './bytes-contract.ts'

describe('the node codecs', () => {
  bytesContract(bytes)
})

test('the text and the signing input of a token survive the opening of another', () => {
  const first = bytes.openCompact('eyJh.eyJhIjoxfQ.AAAA', 4, 15)
  const payload = first?.payload
  bytes.openCompact('eyJi.eyJiIjoyfQ.BBBB', 4, 15)
  expect(payload).toBe('{"a":1}')
})
