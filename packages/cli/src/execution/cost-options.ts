import type { EstimatedCost } from '@tutti/contract';
import { decimal } from '../parse/decimal.ts';
import { parseMegabytes } from '../parse/megabytes.ts';
import { parsed } from '../program/option.ts';

/** What a run is expected to need: it starts only where that fits. */
export const COST_OPTIONS = {
  costCpu: parsed(
    'cores',
    'Cores it keeps busy; it starts only where they are to spare',
    decimal(0.01, 4096),
  ),
  costMemory: parsed(
    'size',
    'Memory it needs, as 512M or 4G; it starts only where that is to spare',
    parseMegabytes,
  ),
};

/** Undefined when neither is stated. */
export function costFrom(options: {
  costCpu?: number | undefined;
  costMemory?: number | undefined;
}): EstimatedCost | undefined {
  const { costCpu, costMemory } = options;
  if (costCpu === undefined && costMemory === undefined) return undefined;
  return {
    ...(costCpu !== undefined && { cpuCores: costCpu }),
    ...(costMemory !== undefined && { memoryMb: costMemory }),
  };
}
