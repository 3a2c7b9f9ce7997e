import { writeFileSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Clock, systemClock } from '../../src/io/clock.ts'
import { watchFile } from '../../src/io/watch-file.node.ts'
import { fakeClock } from '../../src/testing.ts'
import { fileOf, mountFile, newFolder, replaceFile } from '../support/folders.ts'
import { moduleUrl, runScript } from '../support/source-process.ts'

const HOUR = 3_600_000

/** A watch that only hears what the system tells it, begun when the first look is over. */
async function hearing(path: string) {
  const { clock, hasLooked, settled } = observedClock()
  const control = new AbortController()
  onTestFinished(() => control.abort())
  const onChange = vi.fn<() => void>()
  watchFile({ path, clock, signal: control.signal, intervalMs: HOUR, onChange })
  await hasLooked
  const expectHeard = async (times = 1): Promise<void> => {
    await vi.waitFor(() => expect(onChange.mock.calls.length).toBeGreaterThanOrEqual(times), { timeout: 4000 })
  }
  return { onChange, expectHeard, control, settled }
}

/** The system's clock, which tells when somebody lies down for an hour and how often for less. */
function observedClock() {
  let looked: () => void = () => undefined
  const hasLooked = new Promise<void>((resolve) => {
    looked = resolve
  })
  let settled = 0
  const sleep: Clock['sleep'] = async (ms, signal) => {
    if (ms === HOUR) looked()
    await systemClock.sleep(ms, signal)
    settled++
  }
  return { clock: { ...systemClock, sleep }, hasLooked, settled: () => settled }
}

const existing = (text = 'old'): Promise<string> => fileOf(text)

describe('a watch hears at once of a file', () => {
  test('that is written in place', async () => {
    const path = await existing()
    const { expectHeard } = await hearing(path)
    await writeFile(path, 'new text')
    await expectHeard()
  })

  test('that is written in place with as many bytes as it had', async () => {
    const path = await existing('old')
    const { expectHeard } = await hearing(path)
    await writeFile(path, 'new')
    await expectHeard()
  })

  test('that another one is renamed over, again and again', async () => {
    const path = await existing()
    const { onChange, expectHeard } = await hearing(path)
    for (const text of ['one', 'two', 'three']) {
      const before = onChange.mock.calls.length
      await replaceFile(path, text)
      await expectHeard(before + 1)
    }
  })

  test('that is mounted through a link which kubelet swaps, again and again', async () => {
    const folder = await newFolder()
    await mountFile(folder, 'keys.json', 'old')
    const { onChange, expectHeard } = await hearing(join(folder, 'keys.json'))
    for (const text of ['one', 'two', 'six']) {
      const before = onChange.mock.calls.length
      await mountFile(folder, 'keys.json', text)
      await expectHeard(before + 1)
    }
  })

  test('that is deleted and made again', async () => {
    const path = await existing()
    const { onChange, expectHeard } = await hearing(path)
    await rm(path)
    await expectHeard()
    const before = onChange.mock.calls.length
    await writeFile(path, 'new')
    await expectHeard(before + 1)
  })

  test('that did not exist', async () => {
    const path = join(await newFolder(), 'keys.json')
    const { expectHeard } = await hearing(path)
    await writeFile(path, 'new')
    await expectHeard()
  })

  test('whose folder was replaced, and of what happens in the new one', async () => {
    const folder = join(await newFolder(), 'keys')
    await mkdir(folder)
    const path = join(folder, 'keys.json')
    await writeFile(path, 'old')
    const { onChange, expectHeard } = await hearing(path)
    await mkdir(`${folder}.new`)
    await writeFile(join(`${folder}.new`, 'keys.json'), 'new')
    await rename(folder, `${folder}.old`)
    await rename(`${folder}.new`, folder)
    await expectHeard()
    const before = onChange.mock.calls.length
    await writeFile(path, 'newer')
    await expectHeard(before + 1)
  })
})

describe('a watch tells', () => {
  test('nothing of other files beside it', async () => {
    const path = await existing()
    const { onChange, settled } = await hearing(path)
    await writeFile(`${path}.other`, 'x')
    await vi.waitFor(() => expect(settled()).toBeGreaterThan(0))
    expect(onChange).not.toHaveBeenCalled()
  })

  test('a few times at most of a burst of writes', async () => {
    const path = await existing()
    const { onChange, expectHeard } = await hearing(path)
    // Without a pause in which a look could begin.
    for (let count = 0; count < 200; count++) writeFileSync(path, `text ${count}`)
    await expectHeard()
    expect(onChange.mock.calls.length).toBeLessThan(5)
  })

  test('nothing after its signal', async () => {
    const path = await existing()
    const { onChange, control } = await hearing(path)
    const other = await hearing(path)
    control.abort()
    await writeFile(path, 'new')
    await other.expectHeard()
    expect(onChange).not.toHaveBeenCalled()
  })
})

describe('where nothing tells of changes, a watch looks from time to time', () => {
  async function looking(path: string) {
    const clock = fakeClock()
    const control = new AbortController()
    onTestFinished(() => control.abort())
    const onChange = vi.fn<() => void>()
    watchFile({ path, clock, signal: control.signal, intervalMs: 5000, onChange })
    await vi.waitFor(() => expect(clock.sleepers).toBeGreaterThan(0))
    return { clock, onChange, control }
  }
  /** Real looks take real time; the clock is the test's. */
  const afterLooks = async (clock: ReturnType<typeof fakeClock>, check: () => void): Promise<void> =>
    vi.waitFor(async () => {
      await clock.advance(5000)
      check()
    })

  test('at a file behind a link into another folder', async () => {
    const target = await existing()
    const path = join(await newFolder(), 'link')
    await symlink(target, path)
    const { clock, onChange } = await looking(path)
    await writeFile(target, 'new text')
    await afterLooks(clock, () => expect(onChange).toHaveBeenCalledOnce())
  })

  test('at a file whose folder does not exist yet', async () => {
    const path = join(await newFolder(), 'later', 'keys.json')
    const { clock, onChange } = await looking(path)
    await mkdir(dirname(path))
    await writeFile(path, 'new')
    await afterLooks(clock, () => expect(onChange).toHaveBeenCalledOnce())
  })

  test('and is over with its signal', async () => {
    const { clock, control } = await looking(await existing())
    control.abort()
    await vi.waitFor(() => expect(clock.sleepers).toBe(0))
  })
})

test('a watch keeps no process alive', async () => {
  const path = await existing()
  const { status, stdout } = runScript(`
    const { watchFile } = await import(${moduleUrl('io/watch-file.node.ts')})
    const { systemClock } = await import(${moduleUrl('io/clock.ts')})
    const { signal } = new AbortController()
    watchFile({ path: ${JSON.stringify(path)}, clock: systemClock, signal, intervalMs: 5000, onChange: () => {} })
    await new Promise((resolve) => setTimeout(resolve, 200))
    console.log('done')
  `)
  expect([status, stdout]).toEqual([0, 'done\n'])
})
