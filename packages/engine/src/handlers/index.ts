import type { TaskHandler } from '../execution/index.ts';
import type { Log } from '../kernel/index.ts';

export interface BuiltInHandlers { handlers: TaskHandler[]; close(): Promise<void> }
export const createBuiltInHandlers = (_: { httpAllow?: string[]; log: Log }): BuiltInHandlers => ({ handlers: [], close: () => Promise.resolve() });
