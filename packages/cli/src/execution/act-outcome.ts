import type { Execution } from '@tutti/contract';
import type { Outcome } from '../program/command.ts';
import { executionLine } from './execution-text.ts';

/** What came of an operator's act on an execution. */
export const actOutcome = (execution: Execution): Outcome => ({
  data: execution,
  text: (view) => executionLine(view, execution),
  brief: String(execution.id),
});
