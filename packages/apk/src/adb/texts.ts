import type { AdbReader } from './reader.ts'
import type { AdbValue } from './value.ts'
import type { AdbWriter } from './writer.ts'

/** Work of reading a string, in dependencies, which are remembered. */
const TEXT_WORK = 2

/** A list of strings. */
export function readTexts(reader: AdbReader, value: AdbValue): string[] {
  const list = reader.object(value)
  const count = reader.count(list, TEXT_WORK)
  const texts: string[] = []
  for (let item = 1; item <= count; item++) texts.push(reader.text(reader.field(list, item)))
  return texts
}

/** Writes a list of strings in the order given; as apk-tools does, of type object. */
export function writeTexts(writer: AdbWriter, texts: readonly string[]): AdbValue {
  return writer.object(texts.map((text) => writer.text(text)))
}
