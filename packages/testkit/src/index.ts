/** What tests are made of: cloned databases, time by hand, faults on the wire. Imported by tests and bench alone. */
export { testDatabase, type TestDatabase } from './test-database.ts';
export { startTestServer, type TestServer } from './test-server.ts';
export { manualClock, type Clock, type ManualClock } from './manual-clock.ts';
export { findChromium } from './find-chromium.ts';
export { until, type UntilOptions } from './until.ts';
export { freePort } from './free-port.ts';
export { temporaryFolder, type TemporaryFolder, type TemporaryFolderOptions } from './temporary-folder.ts';
export { type Received, type Receiver, startReceiver } from './receiver.ts';
export { faultProxy, type FaultProxy } from './fault-proxy.ts';
