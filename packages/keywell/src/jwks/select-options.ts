/** The options of selection, checked where they are given. Never read while a token waits. */
import { booleanOption, oneOf, optional } from '../errors/index.ts'
import type { SelectOptions } from './select.ts'

export const SELECT_OPTIONS: readonly (keyof SelectOptions)[] = ['kidless', 'tryAll']

/** @throws KeywellError ERR_OPTION_INVALID */
export const checkedSelect = ({ kidless, tryAll }: SelectOptions): SelectOptions =>
  Object.freeze({
    kidless: optional(oneOf('never', 'single'), 'kidless', kidless) ?? 'never',
    tryAll: optional(booleanOption, 'tryAll', tryAll) ?? false,
  })
