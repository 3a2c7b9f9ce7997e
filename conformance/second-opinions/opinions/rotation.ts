/** What both say of a key that came after they fetched the set. */
import { expect, test } from 'vitest'
import { finding, type Opinions, type Row } from './opinion.ts'

export interface Rotation extends Pick<Row, 'keywell' | 'differs'> {
  /** With no key in memory yet. */
  readonly opinions: () => Opinions
  readonly token: () => Promise<string> | string
  /** Until a key signs that was not listed before. */
  readonly rotate: () => void | Promise<void>
}

export function compareRotation(title: string, { opinions, token, rotate, ...row }: Rotation): void {
  test(`${title} of a key that came after the set was fetched: keywell ${row.keywell}`, async () => {
    const { keywell, vendor } = opinions()
    const known = await token()
    expect(finding({ keywell: 'accepts' }, await keywell(known), await vendor(known))).toBeUndefined()
    await rotate()
    const unknown = await token()
    expect(finding(row, await keywell(unknown), await vendor(unknown))).toBeUndefined()
    // The one before is still listed.
    expect(finding({ keywell: 'accepts' }, await keywell(known), await vendor(known))).toBeUndefined()
  })
}
