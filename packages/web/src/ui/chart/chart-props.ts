import type { ChartData, ChartThreshold } from './chart-data.ts';

export interface ChartProps extends ChartData {
  /** What is told, as a heading would: "Executions". */
  label: string;
  /** What the numbers count: "executions per 5 min". */
  unit: string;
  kind: 'lines' | 'bars';
  /** A value as it is read; counts with thousands apart unless told otherwise. */
  format?: (value: number) => string;
  thresholds?: readonly ChartThreshold[];
  /** The scale ends here, as 100 for shares; else it follows the data. */
  max?: number;
  height?: number;
  /** A stretch chosen by dragging, in epoch milliseconds. */
  onZoom?: (from: number, to: number) => void;
  /** Charts of one name share their cursor. */
  sync?: string;
}
