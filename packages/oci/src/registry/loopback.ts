/** True for a host (with or without port) that is this machine: `localhost`, 127.0.0.0/8, `[::1]`. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  // RFC 6761, section 6.3: names below localhost. are loopback too.
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)
}
