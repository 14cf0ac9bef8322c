const HOST = '[a-z0-9]+(?:[-.][a-z0-9]+)*\\.[a-z]{2,}(?::[0-9]{1,5})?'
const REST = '(?:[/?#][\\x21-\\x7e]*)?$'
const WEB = new RegExp(`^(?:https?|ftp)://(?:[^\\s/@]+@)?${HOST}${REST}`, 'i')
const DOWNLOAD = new RegExp(
  `^(?:(?:git|hg|svn|bzr)\\+)?(?:https?|ssh|git|svn|sftp|ftp)://(?:[^\\s/@]+@)?${HOST}${REST}`,
  'i',
)
const LONGEST = 8192

/** True of a URL of the web with a registered host: what SPDX 2.3 §7.11 and Annex F.2 accept. */
export function isWebLocation(text: string): boolean {
  return text.length <= LONGEST && WEB.test(text)
}

/** True of what SPDX 2.3 §7.7 accepts as a download location: a URL, or a version control URL such as `git+https://…`. */
export function isDownloadLocation(text: string): boolean {
  return text === 'NOASSERTION' || text === 'NONE' || (text.length <= LONGEST && DOWNLOAD.test(text))
}
