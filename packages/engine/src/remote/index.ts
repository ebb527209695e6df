/**
 * Remote workers: processes without database access that take work over HTTP. Owns the rows of `nodes` that are
 * remote. A claim that finds nothing stands open and is served when work becomes ready; those that wait for the same
 * ask the database once between them.
 */
export { RemoteWorkers } from './remote-workers.ts';
