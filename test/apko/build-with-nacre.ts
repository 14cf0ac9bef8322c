import { localRepository } from '@nacre/apk'
import { type BuiltImage, fromApko, type ImageChain } from '@nacre/core'
import type { Digest } from '@nacre/oci'
import { type Answer, answerOf, type Descriptor } from './answer.ts'
import type { Configuration } from './configurations.ts'

/**
 * A configuration as nacre reads it. The working directory has to be the workspace. The made repository is not signed, so it
 * is handed over as an object.
 */
export async function definitionOf({ name, files }: Configuration): Promise<ImageChain> {
  const definition = await fromApko(`${name}/apko.yaml`)
  return /\bmade\b/.test(files['apko.yaml']!) ? definition.from(localRepository('made')) : definition
}

/** Builds a configuration with nacre, as its file says and with nothing else. */
export async function buildWithNacre(configuration: Configuration): Promise<BuiltImage> {
  const { epoch } = configuration
  return await (await definitionOf(configuration)).build(epoch === undefined ? {} : { epoch })
}

/** What nacre made of a configuration. */
export async function nacreAnswer(built: BuiltImage): Promise<Answer> {
  const read = async ({ digest, size }: Descriptor): Promise<Buffer> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of built.source.read({ mediaType: '', digest: digest as Digest, size })) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  return await answerOf(JSON.parse((await read(built.descriptor)).toString()), read)
}
