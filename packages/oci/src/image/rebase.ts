import { OciError } from '../error.ts'
import type { History, ImageConfig } from '../model/image-config.ts'
import type { PlaceOptions } from '../places/place.ts'
import { composeImage } from './append-layers.ts'
import type { Image } from './image.ts'

/** Options of {@link rebase}. */
export interface RebaseOptions extends PlaceOptions {
  /** Name of the new base, for the annotation `org.opencontainers.image.base.name`. Default: the annotation is dropped. */
  readonly baseName?: string
}

/**
 * The image on another base: the layers of `oldBase` are exchanged for those of `newBase`, what was put on top stays, byte
 * for byte. Execution settings stay the image's own; architecture and os become the new base's. No layer is read.
 *
 * @throws OciError `ERR_OCI_REBASE_MISMATCH` when the image does not begin with the layers of `oldBase`, or the new base
 * is for another platform
 */
export async function rebase(
  image: Image,
  oldBase: Image,
  newBase: Image,
  options: RebaseOptions = {},
): Promise<Image> {
  const verb = options.signal === undefined ? {} : { signal: options.signal }
  const config = await image.config(verb)
  const oldConfig = await oldBase.config(verb)
  const newConfig = await newBase.config(verb)
  const below = oldConfig.rootfs.diff_ids
  const different = below.findIndex((diffId, at) => config.rootfs.diff_ids[at] !== diffId)
  if (different !== -1) {
    throw mismatch(
      `layer ${different} of the image is ${config.rootfs.diff_ids[different] ?? 'absent'}, that of the old base ${below[different]}; name the base that the image was built on`,
      image,
    )
  }
  if (newConfig.os !== config.os || newConfig.architecture !== config.architecture) {
    throw mismatch(
      `the image is for ${config.os}/${config.architecture}, the new base for ${newConfig.os}/${newConfig.architecture}; name a base for the same platform`,
      image,
    )
  }
  const manifest = await image.manifest(verb)
  const newManifest = await newBase.manifest(verb)
  const history = joinedHistory(config, oldConfig, newConfig)
  const { history: _, ...kept } = config
  return composeImage(
    {
      manifest: { ...manifest, layers: [...newManifest.layers, ...manifest.layers.slice(below.length)] },
      config: {
        ...kept,
        ...platformFields(newConfig),
        ...(history === undefined ? {} : { history }),
        rootfs: {
          type: 'layers',
          diff_ids: [...newConfig.rootfs.diff_ids, ...config.rootfs.diff_ids.slice(below.length)],
        },
      },
      // image-spec v1.1, annotations.md: digest and name of the image that this one is based on.
      annotations: {
        'org.opencontainers.image.base.digest': newBase.descriptor.digest,
        'org.opencontainers.image.base.name': options.baseName ?? '',
      },
    },
    [],
    image.source,
    newBase.source,
  )
}

function joinedHistory(config: ImageConfig, old: ImageConfig, next: ImageConfig): History[] | undefined {
  if (config.history === undefined || old.history === undefined || next.history === undefined) return undefined
  return [...next.history, ...config.history.slice(old.history.length)]
}

function platformFields(config: ImageConfig): Partial<ImageConfig> {
  const { variant } = config
  const version = config['os.version']
  return {
    ...(variant === undefined ? {} : { variant }),
    ...(version === undefined ? {} : { 'os.version': version }),
  }
}

function mismatch(met: string, image: Image): OciError {
  return new OciError('ERR_OCI_REBASE_MISMATCH', `Rebasing ${image.descriptor.digest}: ${met}`, {
    details: { digest: image.descriptor.digest },
  })
}
