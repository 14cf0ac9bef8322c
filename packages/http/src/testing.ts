export {
  type FaultyServer,
  type FaultyServerOptions,
  type ReceivedRequest,
  type Reply,
  startFaultyServer,
} from './testing/faulty-server.ts'
export { type InstantClock, instantClock } from './testing/instant-clock.ts'
