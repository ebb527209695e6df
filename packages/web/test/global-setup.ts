import { temporaryFolder } from '@tutti/testkit';

/** vitest's globalSetup: the folder in which the first browser test of a run builds the dashboard for all of them. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await temporaryFolder();
  process.env['TUTTI_TEST_DASHBOARD'] = folder.path;
  return () => folder.remove();
}
