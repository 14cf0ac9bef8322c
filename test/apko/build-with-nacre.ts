import { existsSync } from 'node:fs'
import { localRepository } from '@nacre/apk'
import { type ApkoLock, type BuiltImage, fromApko, type ImageChain } from '@nacre/core'
import type { Digest } from '@nacre/oci'
import { type Answer, answerOf, type Descriptor } from './answer.ts'
import { type Configuration, configurationOf } from './configurations.ts'

/**
 * A configuration as nacre reads it. The working directory has to be the workspace. The made repository is not signed, so it
 * is handed over as an object. An image to build upon is made first, where it is not there yet.
 */
export async function definitionOf({ name, files, base }: Configuration): Promise<ImageChain> {
  if (base !== undefined && !existsSync(`${base}.layout`)) {
    await (await buildWithNacre(configurationOf(base))).writeLayout(`${base}.layout`)
  }
  const definition = await fromApko(`${name}/apko.yaml`)
  return /\bmade\b/.test(files['apko.yaml']!) ? definition.from(localRepository('made')) : definition
}

/** Builds a configuration with nacre, as its file says and with nothing else. */
export async function buildWithNacre(configuration: Configuration): Promise<BuiltImage> {
  const { epoch, locked } = configuration
  const definition = await definitionOf(configuration)
  const lock = locked ? { lock: await lockOf(definition) } : {}
  return await definition.build({ ...lock, ...(epoch === undefined ? {} : { epoch }) })
}

async function lockOf(definition: ImageChain): Promise<ApkoLock> {
  return await (await definition.plan()).toApkoLock()
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
