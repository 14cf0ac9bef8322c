/** RFC 3339 in UTC to the second, of seconds since 1970: SPDX 2.3 §6.9 knows no fractions. */
export function formatCreated(epochSeconds: number): string {
  return new Date(Math.floor(epochSeconds) * 1000).toISOString().replace('.000Z', 'Z')
}
