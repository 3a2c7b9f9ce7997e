/** `#bytes` without Buffer. */
import { describe } from 'vitest'
import { bytes } from '../../src/bytes/bytes.web.ts'
import { bytesContract } from './bytes-contract.ts'

describe('the web codecs', () => {
  bytesContract(bytes)
})
