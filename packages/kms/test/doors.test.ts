/** What each entry of the package exports. */
import { expect, test } from 'vitest'
import * as aws from '../src/aws/index.ts'
import * as core from '../src/core/index.ts'
import * as kms from '../src/index.ts'
import * as vault from '../src/vault/index.ts'

test.each<readonly [string, object, readonly string[]]>([
  ['@keywell/kms', kms, ['kmsKeys', 'kmsSigner']],
  ['@keywell/kms/aws', aws, ['awsKeys', 'awsService', 'awsSigner']],
  ['@keywell/kms/vault', vault, ['vaultKeys', 'vaultService', 'vaultSigner']],
  [
    '@keywell/kms/core',
    core,
    [
      'ServiceFailure',
      'decodeBase64',
      'decodeBase64url',
      'encodeBase64',
      'encodeBase64url',
      'exchangeJson',
      'httpFailure',
      'importPeer',
      'isObject',
      'jwkOfSpki',
      'kindOfStatus',
      'onlyParameters',
      'parseKeyUri',
      'rawFromDer',
      'serviceKeys',
      'serviceSigner',
      'uriInvalid',
    ],
  ],
])('%s exports these names and no others', (_, entry, names) => {
  expect(Object.keys(entry).toSorted()).toEqual(names)
})
