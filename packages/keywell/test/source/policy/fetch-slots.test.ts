import { expect, test } from 'vitest'
import { createFetchSlots } from '../../../src/source/process/fetch-slots.ts'
import { fakeClock } from '../../../src/testing.ts'
import { commonsOf } from '../../../src/source/process/commons.ts'
import { turn } from '../../support/turn.ts'

const never = new AbortController().signal
const yes = (): boolean => true
const no = (): boolean => false

function queue(most: number, unawaited = most) {
  const slots = createFetchSlots(most, unawaited)
  const entered: string[] = []
  const leave = new Map<string, () => void>()
  const take = async (name: string, isForeground = yes, signal: AbortSignal = never): Promise<void> => {
    const done = await slots.take(isForeground, signal)
    entered.push(name)
    leave.set(name, done)
  }
  const end = async (name: string): Promise<void> => {
    leave.get(name)?.()
    await turn()
  }
  return { entered, take, end, admit: slots.admit }
}

test('sixteen loads run at once in a process, and the next when one has ended', async () => {
  const { slots } = commonsOf(fakeClock())
  const entered: (() => void)[] = []
  for (let n = 0; n < 20; n++) void slots.take(yes, never).then((leave) => entered.push(leave))
  await turn()
  expect(entered).toHaveLength(16)
  entered[3]?.()
  await turn()
  expect(entered).toHaveLength(17)
})

test('a place is given back once, however often it is said', async () => {
  const { entered, take, end } = queue(1)
  for (const name of ['a', 'b', 'c']) void take(name)
  await turn()
  await end('a')
  await end('a')
  expect(entered).toEqual(['a', 'b'])
})

test('loads that somebody waits for come first, each kind in its order', async () => {
  const { entered, take, end } = queue(1)
  void take('first')
  void take('background 1', no)
  void take('caller 1')
  void take('background 2', no)
  void take('caller 2')
  await turn()
  for (const name of ['first', 'caller 1', 'caller 2', 'background 1', 'background 2']) await end(name)
  expect(entered).toEqual(['first', 'caller 1', 'caller 2', 'background 1', 'background 2'])
})

test('a load that a caller joins while it waits is no longer in the background', async () => {
  const { entered, take, end } = queue(1)
  let isJoined = false
  void take('first')
  void take('other', no)
  void take('joined', () => isJoined)
  await turn()
  isJoined = true
  await end('first')
  expect(entered).toEqual(['first', 'joined'])
})

test('a load that is called off while it waits leaves the queue with its own reason', async () => {
  const { entered, take, end } = queue(1)
  const control = new AbortController()
  void take('first')
  const off = take('off', yes, control.signal)
  void take('next')
  await turn()
  control.abort(new Error('mine'))
  await expect(off).rejects.toThrow('mine')
  await end('first')
  await end('next')
  void take('last')
  await turn()
  expect(entered).toEqual(['first', 'next', 'last'])
})

test('a load that was called off before takes no place', async () => {
  const { entered, take } = queue(1)
  await expect(take('off', yes, AbortSignal.abort(new Error('mine')))).rejects.toThrow('mine')
  void take('next')
  await turn()
  expect(entered).toEqual(['next'])
})

test('calling off a load that has entered harms nobody in the queue', async () => {
  const { entered, take, end } = queue(1)
  const control = new AbortController()
  void take('first')
  void take('second', yes, control.signal)
  void take('third')
  await turn()
  await end('first')
  control.abort()
  await end('second')
  expect(entered).toEqual(['first', 'second', 'third'])
})

test('loads that nobody waits for leave room for those that somebody does', async () => {
  const { entered, take, end } = queue(3, 2)
  for (const name of ['hung 1', 'hung 2', 'hung 3']) void take(name, no)
  await turn()
  void take('caller')
  await turn()
  expect(entered).toEqual(['hung 1', 'hung 2', 'caller'])
  await end('caller')
  expect(entered).toEqual(['hung 1', 'hung 2', 'caller'])
  await end('hung 1')
  expect(entered).toEqual(['hung 1', 'hung 2', 'caller', 'hung 3'])
})

test('a load that a caller joins while it waits takes the room that is kept for callers', async () => {
  const { entered, take, admit } = queue(2, 1)
  let isAwaited = false
  void take('hung', no)
  void take('joined', () => isAwaited)
  await turn()
  expect(entered).toEqual(['hung'])
  isAwaited = true
  admit()
  await turn()
  expect(entered).toEqual(['hung', 'joined'])
})
