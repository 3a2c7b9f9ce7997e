/** What the RFCs print comes out here as well. */
import { staticJwks, unchecked } from 'keywell'
import { parseJwks, thumbprint } from 'keywell/jwk'
import { verifyJws } from 'keywell/jws'
import { RFC } from '../vectors/rfc.mjs'
import { codeOf, equal } from './harness.mjs'
import { fromBase64url, stoppedAt, verifierOf } from './tokens.mjs'

/** The tokens of RFC 7515 expired at this second of 2011. */
const EXPIRES = 1300819380

const trust = { issuer: 'joe', audience: unchecked('the tokens of RFC 7515 name no audience') }
const textOf = (bytes) => new TextDecoder().decode(bytes)

async function verifiesJwt({ publicJwk, compact }) {
  const keys = staticJwks({ keys: [publicJwk] })
  const { payload } = await verifierOf(keys, trust, { clock: stoppedAt(EXPIRES - 1) }).verify(compact)
  equal(payload['http://example.com/is_root'], true, 'the payload')
  const late = verifierOf(keys, { ...trust, clockToleranceSeconds: 0 }, { clock: stoppedAt(EXPIRES) })
  equal(await codeOf(() => late.verify(compact)), 'ERR_TOKEN_EXPIRED', 'at the second of its exp')
}

/** RFC 7515 A.2's key as sets in the field spell keys. */
function untidy() {
  const { n, e } = RFC.rs256.publicJwk
  const padded = btoa(String.fromCharCode(0, ...fromBase64url(n)))
  const good = { kty: 'RSA', n: padded, e: `${e}=`, 'x-vendor': { tags: [] } }
  return [null, 'key', { kty: 'XYZ' }, { kty: 'RSA', n, e: 'AA' }, good]
}

export async function checkRfcValues(check, { unsupported }) {
  for (const vector of [RFC.rs256, RFC.es256]) await check(`${vector.source} verifies`, () => verifiesJwt(vector))
  await check(`${RFC.ed25519.source} verifies`, async () => {
    const { publicJwk, compact, payload } = RFC.ed25519
    equal(textOf((await verifyJws(compact, { keys: staticJwks(publicJwk) })).payload), payload, 'the payload')
  })
  if (!unsupported.includes('ML-DSA-44')) {
    await check(`${RFC.mlDsa44.source} verifies with ML-DSA-44`, async () => {
      const { key } = await verifyJws(RFC.mlDsa44.compact, { keys: staticJwks(RFC.mlDsa44.publicJwk) })
      equal(key.thumbprint, RFC.mlDsa44.thumbprint, 'the thumbprint')
    })
  }
  for (const { source, publicJwk, sha256, thumbprint: printed } of [RFC.thumbprint, RFC.ed25519]) {
    await check(`the thumbprint of the key of ${source} is the printed one`, async () =>
      equal(await thumbprint(publicJwk), sha256 ?? printed, 'thumbprint'),
    )
  }
  await check(
    'an untidy key verifies and has the thumbprint of the tidy one; bad neighbours are quarantined',
    async () => {
      const text = `\ufeff${JSON.stringify({ keys: untidy() })}`
      const { keys, quarantined } = parseJwks(text)
      equal([keys.length, quarantined.length], [1, 4], 'usable and quarantined keys')
      equal(await thumbprint(untidy().at(-1)), await thumbprint(RFC.rs256.publicJwk), 'thumbprint')
      const verifier = verifierOf(staticJwks(text), trust, { clock: stoppedAt(EXPIRES - 1) })
      equal((await verifier.verify(RFC.rs256.compact)).payload.iss, 'joe', 'the payload')
    },
  )
}
