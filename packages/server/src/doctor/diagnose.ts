import type { Configuration } from '@tutti/contract';
import { checkDatabase } from './check-database.ts';
import { checkMachine } from './check-machine.ts';
import { diagnoseTasks } from './check-tasks.ts';
import type { Finding } from './finding.ts';

/** Looks at everything Tutti needs, for `tutti doctor`. Changes nothing and starts nothing. */
export async function diagnose(configuration: Configuration): Promise<Finding[]> {
  return [
    ...(await checkMachine(configuration)),
    ...(await diagnoseTasks(configuration)),
    ...(await checkDatabase(configuration)),
  ];
}
