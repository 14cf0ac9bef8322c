import type { ImageConfig } from '@nacre/oci'

/** One setting of an image config that differs; absent where it is not set. */
export interface ConfigChange {
  /** `user`, `entrypoint`, `env LANG`, `label org.…`, `created` … */
  readonly setting: string
  readonly before?: string
  readonly after?: string
}

/** What differs between two image configs, layers aside, by setting. */
export function configChanges(before: ImageConfig, after: ImageConfig): ConfigChange[] {
  const old = configSettings(before)
  const now = configSettings(after)
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((setting): ConfigChange[] => {
    const was = old.get(setting)
    const is = now.get(setting)
    if (was === is) return []
    return [{ setting, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })
}

/** The settings of an image config by name; lists as JSON, so that words stay apart. */
export function configSettings(image: ImageConfig): Map<string, string> {
  const { config } = image
  const settings = new Map<string, string | undefined>([
    ['created', image.created],
    ['platform', [image.os, image.architecture, image.variant].filter(Boolean).join('/')],
    ['user', config.User],
    ['workdir', config.WorkingDir],
    ['entrypoint', config.Entrypoint && JSON.stringify(config.Entrypoint)],
    ['cmd', config.Cmd && JSON.stringify(config.Cmd)],
    ['stop signal', config.StopSignal],
    ['healthcheck', config.Healthcheck && JSON.stringify(config.Healthcheck)],
    ['volumes', config.Volumes && Object.keys(config.Volumes).sort().join(' ')],
    ['ports', config.ExposedPorts && Object.keys(config.ExposedPorts).sort().join(' ')],
  ])
  for (const entry of config.Env ?? []) {
    const equals = entry.indexOf('=')
    settings.set(`env ${entry.slice(0, equals)}`, entry.slice(equals + 1))
  }
  for (const [key, value] of Object.entries(config.Labels ?? {})) settings.set(`label ${key}`, value)
  return new Map([...settings].filter((entry): entry is [string, string] => entry[1] !== undefined))
}
