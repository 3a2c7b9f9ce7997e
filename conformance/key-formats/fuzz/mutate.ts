/** Makes an input that nobody wrote from one that somebody did. */
import type { Chance } from './chance.ts'
import type { Corpus } from './corpus.ts'

type Mutation = (input: Buffer, chance: Chance, corpus: Corpus) => Buffer

/** Longer inputs say nothing new, and take longer. */
const MAX_LENGTH = 16_384

const between = (input: Buffer, at: number, gone: number, put: Buffer): Buffer =>
  Buffer.concat([input.subarray(0, at), put, input.subarray(at + gone)])

/** Values at the edges of lengths, tags and signs. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa1, 0xff] as const

const OCTETS: readonly [Mutation, ...Mutation[]] = [
  (input, { below }) => flipped(input, below(input.length * 8)),
  (input, { below, pick }) => between(input, below(input.length), 1, Buffer.of(pick(EDGES))),
  (input, { below }) => between(input, below(input.length), 1 + below(8), Buffer.of()),
  (input, { below, octets }) => between(input, below(input.length + 1), 0, octets(1 + below(8))),
  (input, { below }) => input.subarray(0, below(input.length)),
  (input, { below }) => between(input, below(input.length), 0, input.subarray(below(input.length))),
  (input, { below, pick }, corpus) => spliced(input, pick(corpus), below),
]

function flipped(input: Buffer, bit: number): Buffer {
  const copy = Buffer.from(input)
  const at = bit >> 3
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7))
  return copy
}

const spliced = (input: Buffer, other: Buffer, below: (limit: number) => number): Buffer =>
  Buffer.concat([input.subarray(0, below(input.length)), other.subarray(below(other.length))])

const octetMutation: Mutation = (input, chance, corpus) => chance.pick(OCTETS)(input, chance, corpus)

/** Inside the armour: what is broken is the key and not its base64. */
const armoured: Mutation = (input, chance, corpus) => {
  const text = input.toString('latin1')
  const found = /(?<=-----\n|^|AAAA)[\w+/=\n-]{24,}(?=\n-----END|\n?$)/.exec(text)
  if (found === null) return octetMutation(input, chance, corpus)
  const broken = octetMutation(Buffer.from(found[0], 'base64'), chance, corpus)
  return between(input, found.index, found[0].length, Buffer.from(broken.toString('base64')))
}

/** Members of JSON with the values of others. */
const members: Mutation = (input, chance, corpus) => {
  const values = [...input.toString('latin1').matchAll(/"[^"]*"/g)]
  const [one, other] = [values[chance.below(values.length)], values[chance.below(values.length)]]
  if (one === undefined || other === undefined) return octetMutation(input, chance, corpus)
  return between(input, one.index, one[0].length, Buffer.from(other[0]))
}

const noise: Mutation = (_, { below, octets }) => octets(below(256))

const KINDS: readonly [Mutation, ...Mutation[]] = [octetMutation, octetMutation, armoured, armoured, members, noise]

/** One to three mutations of a member of the corpus; once in a while none. */
export function mutated(corpus: Corpus, chance: Chance): Buffer {
  let input = chance.pick(corpus)
  for (let left = chance.below(4); left > 0; left -= 1)
    input = chance.pick(KINDS)(input, chance, corpus).subarray(0, MAX_LENGTH)
  return input
}
