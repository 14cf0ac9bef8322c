/** A key or certificate that is written out in the configuration. */
interface NamedPem {
  name: string
  content: string
}

/** A path mutation as YAML spells it (apko 1.2, `paths[]`). */
export interface ApkoPath {
  path?: string | undefined
  type?: 'directory' | 'empty-file' | 'hardlink' | 'symlink' | 'permissions' | undefined
  uid?: number | undefined
  gid?: number | undefined
  permissions?: number | undefined
  source?: string | undefined
  recursive?: boolean | undefined
}

interface ApkoContents {
  build_repositories?: string[] | undefined
  runtime_repositories?: string[] | undefined
  repositories?: string[] | undefined
  keyring?: string[] | undefined
  runtime_keyring?: NamedPem[] | undefined
  packages?: string[] | undefined
  baseimage?: { image?: string | undefined; apkindex?: string | undefined } | undefined
}

interface ApkoEntrypoint {
  type?: string | undefined
  command?: string | undefined
  'shell-fragment'?: string | undefined
  services?: Record<string, string> | undefined
}

interface ApkoUser {
  username?: string | undefined
  uid?: number | undefined
  gid?: number | undefined
  shell?: string | undefined
  homedir?: string | undefined
}

interface ApkoGroup {
  groupname?: string | undefined
  gid?: number | undefined
  members?: string[] | undefined
}

interface ApkoAccounts {
  'run-as'?: string | undefined
  users?: ApkoUser[] | undefined
  groups?: ApkoGroup[] | undefined
}

/** A configuration as its YAML spells it, checked (apko 1.2, pkg/build/types/types.go). */
export interface ApkoConfiguration {
  contents?: ApkoContents | undefined
  entrypoint?: ApkoEntrypoint | undefined
  cmd?: string | undefined
  'stop-signal'?: string | undefined
  'work-dir'?: string | undefined
  accounts?: ApkoAccounts | undefined
  archs?: string[] | undefined
  environment?: Record<string, string> | undefined
  paths?: ApkoPath[] | undefined
  'vcs-url'?: string | undefined
  annotations?: Record<string, string> | undefined
  include?: string | undefined
  volumes?: string[] | undefined
  layering?: { strategy?: '' | 'origin' | undefined; budget?: number | undefined } | undefined
  format?: '' | 'tar' | 'erofs' | undefined
  certificates?: { additional?: NamedPem[] | undefined; providers?: string[] | undefined } | undefined
}
