/** A counterpart behind a gateway for all tests of a file: made before the first one, closed after the last. */
import { afterAll, beforeAll } from 'vitest'
import { type Gateway, type Hosts, startGateway } from './gateway.ts'

export interface Counterpart {
  readonly hosts: Hosts
  close?(): Promise<void>
}

export interface Served<C> {
  readonly counterpart: C
  readonly gateway: Gateway
}

export function served<C extends Counterpart>(start: () => C | Promise<C>): Served<C> {
  let made: Served<C> | undefined
  beforeAll(async () => {
    const counterpart = await start()
    made = { counterpart, gateway: await startGateway(counterpart.hosts) }
  })
  afterAll(async () => {
    await made?.gateway.close()
    await made?.counterpart.close?.()
  })
  const given = (): Served<C> => {
    if (made === undefined) throw new Error('there is a counterpart in tests only, and in what runs before each')
    return made
  }
  return {
    get counterpart() {
      return given().counterpart
    },
    get gateway() {
      return given().gateway
    },
  }
}
