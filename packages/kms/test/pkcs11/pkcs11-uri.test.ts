/** RFC 7512 URIs: what names a token and a key, and what is refused. */
import { describe, expect, test } from 'vitest'
import { pkcs11Service } from '../../src/pkcs11/index.ts'
import { pkcs11Place } from '../../src/pkcs11/pkcs11-uri.ts'

describe('a pkcs11 URI', () => {
  test('names the token by what it says of itself, and the key by label and id', () => {
    const { token, object, id } = pkcs11Place(
      'pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=2f0a;token=a%3Bb+c;object=%C3%A4;id=%00%FFa;type=private',
    )
    expect(Object.fromEntries(token)).toEqual({
      model: 'SoftHSM v2',
      manufacturer: 'SoftHSM project',
      serial: '2f0a',
      token: 'a;b+c',
    })
    expect(object).toBe('ä')
    expect(id).toEqual(Uint8Array.of(0, 0xff, 0x61))
  })

  test('keeps what is of this machine out of its name', () => {
    const place = pkcs11Place('pkcs11:object=k?module-path=/usr/lib/x.so&pin-source=file:/run/secrets/pin')
    expect(place).toMatchObject({
      name: 'pkcs11:object=k',
      modulePath: '/usr/lib/x.so',
      pinSource: 'file:/run/secrets/pin',
    })
  })

  test.each([
    ['nothing', 'pkcs11:'],
    ['a token without a key', 'pkcs11:token=t'],
    ['an attribute that is not known', 'pkcs11:object=k;slot-id=3'],
    ['an attribute twice', 'pkcs11:object=k;object=l'],
    ['an attribute without a value', 'pkcs11:object=k;token='],
    ['a bare name', 'pkcs11:object'],
    ['a broken escape', 'pkcs11:object=%2'],
    ['text that is no UTF-8', 'pkcs11:object=%FF'],
    ['a certificate', 'pkcs11:object=k;type=cert'],
    ['a query that is not known', 'pkcs11:object=k?module-name=softhsm'],
    ['a fragment', 'pkcs11:object=k#x'],
  ])('is refused with %s', (_, uri) => {
    expect(() => pkcs11Place(uri)).toThrow(expect.objectContaining({ code: 'ERR_OPTION_INVALID' }))
  })

  test('is refused with a PIN in it, which is not shown', () => {
    const place = (): unknown => pkcs11Place('pkcs11:object=k?pin-value=730194')
    expect(place).toThrow(expect.objectContaining({ code: 'ERR_OPTION_INVALID' }))
    expect(place).toThrow(/^(?!.*730194)/)
    expect(place).toThrow(expect.objectContaining({ hint: expect.stringContaining('PKCS11_PIN') }))
  })

  test.each(['|cat /etc/pin', 'pin', 'exec:cat', 'https://example.com/pin'])(
    'runs and fetches nothing for a PIN: %s',
    async (source) => {
      const uri = `pkcs11:object=k?pin-source=${encodeURIComponent(source)}`
      await expect(pkcs11Service(uri, { library: '/x.so' })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    },
  )

  test('needs a library, by option, URI or variable', async () => {
    const error = { code: 'ERR_OPTION_INVALID', detail: { option: 'pkcs11.library' } }
    await expect(pkcs11Service('pkcs11:object=k')).rejects.toMatchObject(error)
  })

  test('needs the optional package, and says which', async () => {
    const error = { code: 'ERR_PEER_MISSING', detail: { package: 'pkcs11js' } }
    await expect(pkcs11Service('pkcs11:object=k', { library: '/x.so' })).rejects.toMatchObject(error)
  })
})
