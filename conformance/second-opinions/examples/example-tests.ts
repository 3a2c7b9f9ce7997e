/** What tests of an example share: its counterpart, its settings from there, and the two ways in which a run ends. */
import { expect } from 'vitest'
import { type Counterpart, type Served, served } from '../gateway/served.ts'
import { type ExampleResult, type ExampleRun, runExample } from './run-example.ts'

type Settings = ExampleRun['settings']

export interface ExampleTests<C> {
  readonly world: Served<C>
  /** With the settings of the counterpart, but for those that are given here. */
  run(token: string, settings?: Settings): Promise<ExampleResult>
}

export function exampleOf<C extends Counterpart>(
  name: string,
  start: () => C | Promise<C>,
  settingsOf: (counterpart: C) => Settings,
): ExampleTests<C> {
  const world = served(start)
  return {
    world,
    run: async (token, changed = {}) => {
      const settings = { ...settingsOf(world.counterpart), ...changed }
      return await runExample({ name, settings, token }, world.gateway)
    },
  }
}

/** The example says so, and nothing else. */
export function expectAccepted({ exitCode, output, errors }: ExampleResult, result: object): void {
  expect(errors).toBe('')
  expect(JSON.parse(output)).toMatchObject(result)
  expect(exitCode).toBe(0)
}

/** The example says why, and what to do: `hint` is the pattern that follows the word. */
export function expectRefused({ exitCode, output, errors }: ExampleResult, code: string, hint = '.+'): void {
  expect(errors).toMatch(new RegExp(`^error: ${code}: .+\nhint: ${hint}`))
  expect([exitCode, output]).toEqual([1, ''])
}
