import { readFile } from 'node:fs/promises'
import { testData } from './data.ts'

/** One path of a root that the real apk installed. */
export interface GoldenPath {
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  /** SHA-256 of a file's content, target of a link, `major,minor` of a device. */
  readonly content: string
}

/** A recorded installation: out of which repositories, for which architecture. */
export interface GoldenRoot {
  readonly name: string
  readonly repositories: readonly string[]
  readonly arch: string
}

/** Every root that apk-tools 2.14.4 installed with `--no-scripts` for the record. */
export const goldenRoots: readonly GoldenRoot[] = [
  root('iso-3.19.1-x86_64-alpine-base', ['alpine/iso-3.19.1'], 'x86_64'),
  root('iso-3.13.4-aarch64-alpine-base', ['alpine/iso-3.13.4'], 'aarch64'),
  root('iso-3.19.1-x86_64-server', ['alpine/iso-3.19.1'], 'x86_64'),
  root('iso-3.13.4-aarch64-server', ['alpine/iso-3.13.4'], 'aarch64'),
  root('reconstituted-3.20.3-x86_64', ['alpine-3.20.3-reconstituted'], 'x86_64'),
  root('reconstituted-3.20.3-aarch64', ['alpine-3.20.3-reconstituted'], 'aarch64'),
  root('v3.19-x86_64-git-tools', ['alpine/iso-3.19.1', 'alpine/v3.19-extra'], 'x86_64'),
]

function root(name: string, repositories: string[], arch: string): GoldenRoot {
  return { name, repositories, arch }
}

/** What was asked for, as apk's own world file has it. */
export async function goldenWorld({ name }: GoldenRoot): Promise<string[]> {
  const text = await readFile(testData(`data/golden/apk-install/${name}/world`), 'utf8')
  return text.trim().split('\n')
}

/** Every path of the recorded root. */
export async function goldenPaths({ name }: GoldenRoot): Promise<Map<string, GoldenPath>> {
  const text = await readFile(testData(`data/golden/apk-install/${name}/files.tsv`), 'utf8')
  const rows = text.trimEnd().split('\n').slice(1)
  return new Map(
    rows.map((row) => {
      const [path, type, mode, uid, gid, size, content = ''] = row.split('\t') as [string, ...string[]]
      return [
        path,
        {
          type: type!,
          mode: Number.parseInt(mode!, 8),
          uid: Number(uid),
          gid: Number(gid),
          size: Number(size),
          content,
        },
      ]
    }),
  )
}
