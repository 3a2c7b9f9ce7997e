/** Before anything is timed: every contender accepts good tokens and refuses four kinds of bad ones. */
import { freshKey, mint } from './material.mjs'

const HOUR = 3600

function badTokens({ alg, signer }) {
  const past = Math.floor(Date.now() / 1000) - HOUR
  const stranger = { ...freshKey(alg), jwk: signer.jwk }
  return {
    'a signature of another key': mint(alg, stranger),
    'another issuer': mint(alg, signer, { iss: 'https://other.example.com/' }),
    'another audience': mint(alg, signer, { aud: 'https://other.example.com' }),
    'an expired token': mint(alg, signer, { iat: past - HOUR, exp: past }),
  }
}

/** @throws when a contender does less than the others, which would make the comparison unfair */
export async function requireSameVerdicts(material, contenders) {
  const bad = Object.entries(badTokens(material))
  const readers = contenders.filter(({ inputs }) => inputs === material.tokens)
  for (const { name, call } of readers) {
    for (const token of material.tokens(material.minted.length)) await call(token)
    for (const [what, { text }] of bad) {
      const accepted = await attempt(() => call(text.toString('latin1')))
      if (accepted) throw new Error(`${name} accepts ${what} (${material.alg})`)
    }
  }
}

async function attempt(call) {
  try {
    await call()
    return true
  } catch {
    return false
  }
}
