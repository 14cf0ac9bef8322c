/** A version as apko reads it: fixed parts, numbers as integers. Source: apko `pkg/apk/apk/version.go`. */
export interface ApkoVersion {
  readonly numbers: readonly number[]
  /** Character code of the letter; 0 for none. */
  readonly letter: number
  /** 1 alpha, 2 beta, 3 pre, 4 rc; 5 for none, which sorts last. */
  readonly pre: number
  readonly preNumber: number
  /** 0 none, 1 cvs, 2 svn, 3 git, 4 hg, 5 p. */
  readonly post: number
  readonly postNumber: number
  readonly revision: number
}

const PRE = ['alpha', 'beta', 'pre', 'rc']
const POST = ['cvs', 'svn', 'git', 'hg', 'p']
const NO_PRE = 5
const FORM = /^(\d+(?:\.\d+)*)([a-z]?)(?:_(alpha|beta|pre|rc)(\d*))?(?:_(cvs|svn|git|hg|p)(\d*))?(?:-r(\d+))?$/

/** Undefined for what apko cannot parse: a `~hash`, a second pre or post suffix, a number beyond an integer. */
export function parseApkoVersion(text: string): ApkoVersion | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const [, numbers, letter, pre, preNumber, post, postNumber, revision] = match
  const version: ApkoVersion = {
    numbers: numbers!.split('.').map(Number),
    letter: letter === '' ? 0 : letter!.charCodeAt(0),
    pre: pre === undefined ? NO_PRE : PRE.indexOf(pre) + 1,
    preNumber: Number(preNumber ?? 0),
    post: post === undefined ? 0 : POST.indexOf(post) + 1,
    postNumber: Number(postNumber ?? 0),
    revision: Number(revision ?? 0),
  }
  const all = [...version.numbers, version.preNumber, version.postNumber, version.revision]
  return all.every(Number.isSafeInteger) ? version : undefined
}

/** apko's order: numbers as integers, the longer list greater, then letter, pre, post, revision; `1.0` equals `1.0-r0`. */
export function compareApkoVersions(a: ApkoVersion, b: ApkoVersion): number {
  const shared = Math.min(a.numbers.length, b.numbers.length)
  for (let i = 0; i < shared; i++) {
    const difference = a.numbers[i]! - b.numbers[i]!
    if (difference !== 0) return difference
  }
  return (
    a.numbers.length - b.numbers.length ||
    a.letter - b.letter ||
    a.pre - b.pre ||
    a.preNumber - b.preNumber ||
    a.post - b.post ||
    a.postNumber - b.postNumber ||
    a.revision - b.revision
  )
}

/** apko's `~`: more numbers than required match at once; with as many, what the requirement states must be equal. */
export function matchesApkoFuzzily(actual: ApkoVersion, required: ApkoVersion): boolean {
  if (actual.numbers.length < required.numbers.length) return false
  if (required.numbers.some((number, i) => number !== actual.numbers[i])) return false
  if (actual.numbers.length > required.numbers.length) return true
  const agrees = (stated: number, found: number, absent = 0): boolean => stated === absent || stated === found
  return (
    agrees(required.letter, actual.letter) &&
    agrees(required.pre, actual.pre, NO_PRE) &&
    agrees(required.preNumber, actual.preNumber) &&
    agrees(required.post, actual.post) &&
    agrees(required.postNumber, actual.postNumber) &&
    agrees(required.revision, actual.revision)
  )
}
