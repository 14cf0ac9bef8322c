import type { ApkError } from '../error.ts'
import { type AdbBlock, blockHead, blockPadding, blockType, readBlocks } from './blocks.ts'
import { readFault } from './fault.ts'
import { FILE_HEADER_SIZE, readHeader, writeHeader } from './header.ts'
import { AdbReader } from './reader.ts'
import { schema } from './schemas.ts'
import { type AdbSigner, type SignedContent, signContent } from './signature.ts'
import { type AdbTrust, TrustJudge } from './trust.ts'

/** A v3 file taken apart, and vouched for as far as was asked. */
export interface AdbContainer {
  readonly reader: AdbReader
  readonly data: readonly AdbBlock[]
  /** Name of the key whose signature was found good. */
  readonly signer: string | undefined
  /** Who has signed, verified or not. */
  readonly signatures: readonly string[]
}

/**
 * Takes an uncompressed v3 file apart in the order of apk-tools (adb.c, `__adb_m_parse`): trust is settled before the first
 * data block counts, and the schema is judged once it is known that nobody else has written it.
 *
 * @throws ApkError ERR_APK_ADB_HEADER, ERR_APK_ADB_BLOCK, ERR_APK_ADB_VERSION, ERR_APK_LIMIT
 * @throws ApkError ERR_APK_ADB_INTEGRITY it is not the package that the checksum names
 * @throws ApkError ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD nothing vouches for it
 * @throws ApkError ERR_APK_ADB_SCHEMA it is a file of another kind
 */
export async function readContainer(file: Uint8Array, wanted: number, trust: AdbTrust): Promise<AdbContainer> {
  const found = readHeader(file)
  const judge = new TrustJudge(trust)
  const data: AdbBlock[] = []
  let reader: AdbReader | undefined
  for (const block of readBlocks(file, FILE_HEADER_SIZE)) {
    if (block.type === blockType.data) {
      judge.requireTrust()
      data.push(block)
    } else if (reader === undefined) {
      reader = new AdbReader(block.payload)
      judge.seePayload(block.payload)
    } else {
      await judge.seeSignature({ schema: found, adb: reader.bytes }, block.payload)
    }
  }
  if (reader === undefined) throw readFault('ERR_APK_ADB_BLOCK', 'it has no ADB block')
  judge.requireTrust()
  if (found !== wanted) throw schemaFault(found, wanted)
  return { reader, data, signer: judge.signer, signatures: judge.signatures }
}

/**
 * Header, ADB block and signatures of a v3 file, which data blocks may follow.
 *
 * @throws ApkError ERR_APK_KEY_FORMAT
 */
export async function writeContainer(content: SignedContent, signers: readonly AdbSigner[]): Promise<Uint8Array[]> {
  const pieces = [writeHeader(content.schema), ...writeBlock(blockType.adb, content.adb)]
  for (const signer of signers) pieces.push(...writeBlock(blockType.signature, await signContent(content, signer)))
  return pieces
}

/** The pieces of one block: header, payload (given in parts), padding. */
export function writeBlock(type: number, ...parts: readonly Uint8Array[]): Uint8Array[] {
  const size = parts.reduce((total, part) => total + part.length, 0)
  const head = blockHead(type, size)
  return [head, ...parts, blockPadding(head.length + size)]
}

function schemaFault(found: number, wanted: number): ApkError {
  const kind = Object.entries(schema).find(([, word]) => word === wanted)?.[0] ?? 'file'
  return readFault('ERR_APK_ADB_SCHEMA', `its schema is 0x${found.toString(16)}, not that of a v3 ${kind}`, {
    found,
    wanted,
  })
}
