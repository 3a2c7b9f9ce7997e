/** The client that is made of the SDK when none is passed: how it is set up, and that it is closed. */
import { expect, test, vi } from 'vitest'
import { awsService } from '../../src/aws/index.ts'
import { kmsSigner } from '../../src/index.ts'

const { made } = vi.hoisted(() => ({ made: [] as { settings: unknown; isDestroyed: boolean }[] }))

vi.mock('@aws-sdk/client-kms', () => ({
  KMS: class {
    readonly entry: { settings: unknown; isDestroyed: boolean }
    constructor(settings: unknown) {
      this.entry = { settings, isDestroyed: false }
      made.push(this.entry)
    }
    async getPublicKey(): Promise<never> {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      })
    }
    async sign(): Promise<object> {
      return {}
    }
    destroy(): void {
      this.entry.isDestroyed = true
    }
  },
}))

const ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

test.each([
  ['awskms:///alias/tokens', {}, { maxAttempts: 1 }],
  [`awskms:///${ARN}`, {}, { maxAttempts: 1, region: 'eu-central-1' }],
  [`awskms:///${ARN}`, { region: 'eu-west-1' }, { maxAttempts: 1, region: 'eu-west-1' }],
  ['awskms://localhost:4566/alias/tokens', {}, { maxAttempts: 1, endpoint: 'https://localhost:4566' }],
])('%s with %o gets a client that makes one attempt', async (uri, options, settings) => {
  const service = await awsService(uri, options)
  expect(made.at(-1)).toEqual({ settings, isDestroyed: false })
  await service.close?.()
  expect(made.at(-1)).toMatchObject({ isDestroyed: true })
})

test('it is closed when no signer comes of it', async () => {
  const error = { code: 'ERR_SIGNER_REFUSED', message: 'the SDK found no AWS credentials' }
  await expect(kmsSigner('awskms:///alias/tokens')).rejects.toMatchObject(error)
  expect(made.at(-1)).toMatchObject({ isDestroyed: true })
})
