/** What a source costs beside its keys: 10,000 issuers in one process. Prints bytes per source; see ../README.md. */
import { discoverJwks, remoteJwks } from 'keywell'
import { generateJwk, parseJwks } from 'keywell/jwk'

const SOURCES = 10_000
const AIM = 2048

/** Settled: what one collection leaves, the next one may still free. */
function heap() {
  for (let times = 0; times < 4; times++) globalThis.gc()
  return process.memoryUsage().heapUsed
}

function perSource(make) {
  const before = heap()
  const made = Array.from({ length: SOURCES }, (_, place) => make(place))
  return { made, bytes: (heap() - before) / SOURCES }
}

const { publicJwk } = await generateJwk('ES256')
const jwks = JSON.stringify({ keys: [publicJwk] })
const issuerOf = (place) => `https://tenant-${place}.issuer.example`

/** Answers for every issuer: its metadata, and one set for all. */
const fetch = async (url) => {
  const { origin, pathname } = new URL(url)
  if (!pathname.startsWith('/.well-known')) return new Response(jwks)
  return Response.json({ issuer: origin, jwks_uri: `${origin}/jwks` })
}

const keys = perSource(() => parseJwks(jwks)).bytes
const kinds = {
  remoteJwks: (place) => remoteJwks(`${issuerOf(place)}/jwks`, { fetch }),
  discoverJwks: (place) => discoverJwks(issuerOf(place), { fetch }),
}

console.log(`${SOURCES.toLocaleString('en')} sources, bytes for each; a set of one key takes ${keys.toFixed(0)}`)
for (const [name, make] of Object.entries(kinds)) {
  await Promise.all(
    perSource(make)
      .made.slice(0, 100)
      .map((source) => source.refresh('prefetch')),
  )
  const before = heap()
  const { made, bytes } = perSource(make)
  await Promise.all(made.map((source) => source.refresh('prefetch')))
  const loaded = (heap() - before) / SOURCES - keys
  const verdict = loaded <= AIM ? 'within' : 'above'
  if (loaded > AIM) process.exitCode = 1
  console.log(
    `${name}: ${bytes.toFixed(0)} before its first load, ${loaded.toFixed(0)} beyond its keys (${verdict} ${AIM})`,
  )
}
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
if (timers > 0) process.exitCode = 1
console.log(`${timers} timers keep this process alive: it ends here, with every refresh still ahead`)
