/** The judge itself: it must find what is not explained, and what explains nothing. */
import { expect, test } from 'vitest'
import { accepted, finding, refused } from './opinion.ts'

const no = refused('no')

test('is content where both agree and nothing is explained', () => {
  expect(finding({ keywell: 'accepts' }, 'accepts', accepted)).toBeUndefined()
  expect(finding({ keywell: 'ERR_TOKEN_EXPIRED' }, 'ERR_TOKEN_EXPIRED', no)).toBeUndefined()
})

test('is content with a difference that has a reason', () => {
  expect(finding({ keywell: 'accepts', differs: 'because' }, 'accepts', no)).toBeUndefined()
  expect(finding({ keywell: 'ERR_CLAIM_MISSING', differs: 'because' }, 'ERR_CLAIM_MISSING', accepted)).toBeUndefined()
})

test('finds a difference that nobody explains, either way', () => {
  expect(finding({ keywell: 'accepts' }, 'accepts', no)).toMatch(/unexplained.*refuses: no/)
  expect(finding({ keywell: 'ERR_TOKEN_EXPIRED' }, 'ERR_TOKEN_EXPIRED', accepted)).toMatch(/unexplained/)
})

test('finds a reason without a difference, either way', () => {
  expect(finding({ keywell: 'accepts', differs: 'because' }, 'accepts', accepted)).toMatch(/explains nothing: because/)
  expect(finding({ keywell: 'ERR_TOKEN_EXPIRED', differs: 'x' }, 'ERR_TOKEN_EXPIRED', no)).toMatch(/both refuse/)
})

test('finds that keywell says something else', () => {
  expect(finding({ keywell: 'accepts' }, 'ERR_TOKEN_EXPIRED', no)).toBe('keywell says ERR_TOKEN_EXPIRED, not accepts')
})
