export { createSyncEngine, type SyncEngine, type SyncEngineOptions } from './engine.ts';
export { createHttpTransport } from './httpTransport.ts';
export { createDeviceIdentities, type DeviceIdentities } from './identities.ts';
