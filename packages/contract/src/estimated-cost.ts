import { z } from 'zod';

/** What an execution is expected to need while it runs. A node starts it only where that fits under its limits. */
export const EstimatedCost = z
  .strictObject({
    cpuCores: z
      .number()
      .min(0.01)
      .max(4096)
      .optional()
      .meta({ description: 'Processor cores that it keeps busy; 0.5 is half of one' }),
    memoryMb: z
      .int()
      .min(1)
      .max(16_777_216)
      .optional()
      .meta({ description: 'Memory at its most, in MB of 1024 x 1024 bytes' }),
  })
  .refine(({ cpuCores, memoryMb }) => cpuCores !== undefined || memoryMb !== undefined, {
    error: 'must state cpuCores, memoryMb or both',
  })
  .meta({ id: 'EstimatedCost', examples: [{ cpuCores: 2, memoryMb: 4096 }] });
export type EstimatedCost = z.infer<typeof EstimatedCost>;

/** `2 cores and 4096 MB` */
export function costText({ cpuCores, memoryMb }: EstimatedCost): string {
  const parts = [
    cpuCores === undefined ? undefined : `${cpuCores} ${cpuCores === 1 ? 'core' : 'cores'}`,
    memoryMb === undefined ? undefined : `${memoryMb} MB`,
  ];
  return parts.filter((part) => part !== undefined).join(' and ');
}
