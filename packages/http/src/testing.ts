export {
  type FaultyServer,
  type FaultyServerOptions,
  type ReceivedRequest,
  type Reply,
  startFaultyServer,
} from './testing/faulty-server.ts'
export { type InstantClock, instantClock } from './testing/instant-clock.ts'
export { loopbackCertificate } from './testing/loopback-certificate.ts'
export { startTlsServer, type TlsServer } from './testing/tls-server.ts'
