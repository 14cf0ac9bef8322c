import { spawnSync } from 'node:child_process'

/** What one run of a process took. */
export interface Run {
  /** Wall seconds. */
  readonly seconds: number
  /** Peak resident memory in MB. */
  readonly megabytes: number
  /** What it wrote to its standard output. */
  readonly output: string
}

/**
 * Runs a program to its end under GNU time, which reports the operating system's own account of its memory.
 *
 * @throws Error when it fails, with the end of what it said
 */
export function measure(program: string, args: readonly string[], options: { cwd?: string } = {}): Run {
  const marker = '@@time '
  const start = performance.now()
  const { status, stderr, stdout } = spawnSync('/usr/bin/time', ['-f', `${marker}%M`, program, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
  })
  const seconds = (performance.now() - start) / 1000
  const at = stderr?.lastIndexOf(marker) ?? -1
  if (status !== 0 || at < 0)
    throw new Error(`${program} ${args.join(' ')} failed:\n${(stderr ?? '').slice(-2000)}${(stdout ?? '').slice(-500)}`)
  const kilobytes = Number(stderr.slice(at + marker.length))
  return { seconds, megabytes: kilobytes / 1024, output: stdout }
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}
