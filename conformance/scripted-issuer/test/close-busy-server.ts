/** A process that closes a server with every kind of work under way, and then must end by itself: nothing holds it. */
import { get } from 'node:http'
import { scriptServer } from '../script-server.ts'

const server = await scriptServer(() => 'x'.repeat(1000))
server.script('/delay', { delayMs: 60_000 })
server.script('/slow', { delivery: { how: 'slow', bytes: 1, everyMs: 60_000 } })
server.script('/stall', { delivery: { how: 'stall', after: 'request' } })
server.script('/endless', { delivery: { how: 'endless' } })
server.script('/held', () => new Promise(() => {}))

const arrived = (): boolean => server.requests.length === 5
for (const path of ['/delay', '/slow', '/stall', '/endless', '/held']) {
  get(`${server.origin}${path}`, (answer) => answer.on('error', () => {})).on('error', () => {})
}
while (!arrived()) await new Promise((resolve) => void setTimeout(resolve, 5))
await server.close()
console.log(JSON.stringify({ results: server.requests.map(({ result }) => result), open: server.connections.open }))
