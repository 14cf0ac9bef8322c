export { type DiskStoreOptions, openStore } from './store/disk.ts'
export { type MemoryStoreOptions, memoryStore } from './store/memory.ts'
export { CONTENT_NAMESPACE, type Store, type StoredContent, type StoredFile, type StoreEvent } from './store/store.ts'
