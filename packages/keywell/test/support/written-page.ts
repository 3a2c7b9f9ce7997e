/** A page of docs/ with a part between two marks that tests write: what it shows is what the code does. */
import { readFile, writeFile } from 'node:fs/promises'

export interface WrittenPart {
  /** Of the page, below docs/. */
  readonly page: string
  /** What the part is called in its marks, `<!-- name: written by the tests -->`. */
  readonly name: string
}

const placeOf = ({ page }: WrittenPart): URL => new URL(`../../../../docs/${page}`, import.meta.url)

/** The page as it stands. */
export const readPage = (part: WrittenPart): Promise<string> => readFile(placeOf(part), 'utf8')

/** The page with this content in the part's place. */
export function withPart(page: string, { name }: WrittenPart, content: string): string {
  const begin = `<!-- ${name}: written by the tests -->\n`
  const end = `<!-- end of the ${name} -->\n`
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the page has no place for the ${name}`)
  return before + begin + content + end + after
}

/** Writes the part when KEYWELL_WRITE_DOCS=1 says so. */
export async function writePart(part: WrittenPart, content: string): Promise<void> {
  if (process.env['KEYWELL_WRITE_DOCS'] !== '1') return
  await writeFile(placeOf(part), withPart(await readPage(part), part, content))
}
