import { useMe } from './me.ts';
import { mayOf, type AskedScope, type May } from './may.ts';

/** Whether who looks may do what routes of this scope do: `refused={useMay('schedules:write').reason}`. */
export const useMay = (scope: AskedScope): May => mayOf(useMe(), scope);
