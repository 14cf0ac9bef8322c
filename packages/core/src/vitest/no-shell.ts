import { count, sentenceList } from '../explain/columns.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { called, subjectOf } from './subject.ts'
import { imagesOf, packageLists } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Programs that run commands of a text handed to them. */
const SHELLS = new Set(
  'ash bash busybox csh dash elvish fish hush ksh ksh93 loksh mksh nu oksh pwsh sh tcsh toybox xonsh yash zsh'.split(
    ' ',
  ),
)
const SHOWN = 5

/** See {@link NacreMatchers.toHaveNoShell}. */
export function toHaveNoShell(this: { readonly isNot: boolean }, received: unknown): Verdict {
  const subject = subjectOf('toHaveNoShell', received, ['plan', 'image', 'architecture'])
  const found =
    subject.kind === 'plan'
      ? packageLists(subject).map(({ arch, packages }) => ({ arch, shells: packages.flatMap(shellOfPackage) }))
      : imagesOf(subject).map(({ architecture, rootfs }) => ({ arch: architecture.apk, shells: shellsInTree(rootfs) }))
  const architectures = found.map(({ arch, shells }) => ({
    arch,
    problem: shells.length === 0 ? [] : [`has ${shown(shells)}`],
  }))
  return verdict(this, called(subject), 'to have no shell', architectures)
}

// A command that a package brings is in what it provides: `cmd:bash=5.2-r0`.
function shellOfPackage({ name, provides }: { name: string; provides: readonly string[] }): string[] {
  const commands = provides.flatMap((text) => /^cmd:([^<>=~]*)/.exec(text)?.[1] ?? [])
  const shells = commands.filter((command) => SHELLS.has(command)).sort()
  if (shells.length > 0) return [`${shells[0]} (of ${name})`]
  return SHELLS.has(name) ? [`the package ${name}`] : []
}

function shellsInTree(rootfs: RootFs): string[] {
  const paths: string[] = []
  for (const [path, node] of rootfs.walk()) {
    const [name = '', directory = ''] = path.split('/').reverse()
    if (node.kind !== 'directory' && /^s?bin$/.test(directory) && SHELLS.has(name)) paths.push(`/${path}`)
  }
  return paths
}

function shown(shells: readonly string[]): string {
  const rest = shells.length - SHOWN
  return sentenceList(rest > 0 ? [...shells.slice(0, SHOWN), count(rest, 'other')] : shells)
}
